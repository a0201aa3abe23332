"""Pairs of a failing and a passing log of one job, with the lines of the failing one that a person would mark.

A case is written as a difference: each line begins with where it stands: ` ` in both, `-` in the failing log, `+` in
the passing one, `!` in the failing one and marked. `{n}`, `{s}` and `{h}` are numbers, seconds and hashes that are
never the same twice. Around it stands what the CI system itself writes, which differs from run to run too.
"""

import random
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

CASES = Path(__file__).with_name("cases")
_GITHUB = """\
Current runner version: '2.316.{n}'
##[group]Operating System
Ubuntu
22.04.4
LTS
##[endgroup]
##[group]Runner Image
Image: ubuntu-22.04
Version: 2024042{n}.1.0
##[endgroup]
Secret source: Actions
Prepare workflow directory
Prepare all required actions
Getting action download info
Download action repository 'actions/checkout@v4' (SHA:{{h}})
Complete job name: {name}
##[group]Run actions/checkout@v4
with:
  persist-credentials: true
##[endgroup]
Syncing repository: acme/{name}
Initializing the repository
[command]/usr/bin/git init /home/runner/work/{name}/{name}
hint: Using 'master' as the name for the initial branch. This default branch name
hint: is subject to change.
Initialized empty Git repository in /home/runner/work/{name}/{name}/.git/
Fetching the repository
From https://github.com/acme/{name}
 * [new ref]         {{h}} -> origin/main
Checking out the ref
HEAD is now at {{h}} {commit}
"""
_GITLAB = """\
Running with gitlab-runner 16.11.0 (91a27b2a)
  on runner-{n} {{h}}
Preparing the "docker" executor
Using Docker executor with image ubuntu:22.04 ...
Pulling docker image ubuntu:22.04 ...
Preparing environment
Running on runner-{{n}}-project-7-concurrent-0 via host-{{n}}...
Getting source from Git repository
Fetching changes with git depth set to 20...
Initialized empty Git repository in /builds/acme/{name}/.git/
Checking out {{h}} as detached HEAD (ref is main)...
Skipping Git submodules setup
Executing "step_script" stage of the job script
"""
_TRAVIS = """\
Worker information
hostname: {{h}}@1.worker-com-{{n}}
version: v6.2.{n}
$ git clone --depth=50 --branch=main https://github.com/acme/{name}.git acme/{name}
Cloning into 'acme/{name}'...
$ cd acme/{name}
$ git checkout -qf {{h}}
"""
_START = datetime(2024, 5, 2, 9, 11, 20, tzinfo=UTC)


class Case(NamedTuple):
    """One pair; `marked` are line numbers of the failing log, counted from 1."""

    name: str
    failing: list[str]
    passing: list[str]
    marked: frozenset[int]

    @property
    def held_out(self) -> bool:
        """Whether the case is of the half that nothing was tuned on; its name decides."""
        return zlib.crc32(self.name.encode()) % 2 == 1


def cases() -> Iterator[Case]:
    """All pairs, in the order of files and of what stands in them."""
    for path in sorted(CASES.glob("*.txt")):
        for part in ("\n" + path.read_text("utf-8")).split("\n@@ ")[1:]:
            head, _, body = part.partition("\n")
            name, style = head.split()
            yield _case(name, style, body.removesuffix("\n").split("\n"))


def _case(name: str, style: str, rows: list[str]) -> Case:
    """Render both logs of a case in the style of a CI system."""
    around = _AROUND[style]
    chance = random.Random(zlib.crc32(name.encode()))
    failing = [(row[:1] == "!" and bool(row[1:].strip()), row[1:]) for row in rows if row[:1] in " -!"]
    passing = [(False, row[1:]) for row in rows if row[:1] in " +"]
    logs = []
    for lines, commit in ((failing, "Tax is rounded per line"), (passing, "Bump dependencies")):
        before, after = around(name, commit)
        whole = [(False, text) for text in before] + lines + [(False, text) for text in after]
        logs.append([(mark, _STAMPS[style](_filled(text, chance), n)) for n, (mark, text) in enumerate(whole)])
    marked = frozenset(n for n, (mark, _) in enumerate(logs[0], 1) if mark)
    return Case(name, [text for _, text in logs[0]], [text for _, text in logs[1]], marked)


def _filled(text: str, chance: random.Random) -> str:
    """The text with its placeholders replaced."""
    for placeholder, value in (
        ("{n}", lambda: str(chance.randrange(10, 900))),
        ("{s}", lambda: f"{chance.uniform(0.2, 40):.2f}"),
        ("{h}", lambda: f"{chance.getrandbits(160):040x}"),
    ):
        if placeholder in text:
            text = text.replace(placeholder, value())
    return text


def _github(name: str, commit: str) -> tuple[list[str], list[str]]:
    """What GitHub Actions writes before the first and after the last step of one's own."""
    before = _GITHUB.format(name=name, commit=commit, n=len(commit)).splitlines()
    after = [
        "Post job cleanup.",
        "[command]/usr/bin/git version",
        "git version 2.45.0",
        "Temporarily overriding HOME='/home/runner/work/_temp/{h}' before making global git config changes",
        "Adding repository directory to the temporary git global config as a safe directory",
        "Cleaning up orphan processes",
    ]
    return before, after


def _gitlab(name: str, commit: str) -> tuple[list[str], list[str]]:
    """What GitLab writes before the script."""
    before = _GITLAB.format(name=name, commit=commit, n=len(commit)).splitlines()
    return before, []


def _travis(name: str, commit: str) -> tuple[list[str], list[str]]:
    """What Travis CI writes before the script."""
    before = _TRAVIS.format(name=name, commit=commit, n=len(commit)).splitlines()
    return before, []


def _azure(name: str, _commit: str) -> tuple[list[str], list[str]]:
    """What Azure Pipelines writes before a task."""
    return [
        "##[section]Starting: dotnet test",
        "==============================================================================",
        "Task         : .NET Core",
        f"Description  : Build, test or publish {name}",
        "==============================================================================",
        "[command]/usr/bin/dotnet test /home/vsts/work/1/s/Acme.sln",
    ], []


def _bare(name: str, commit: str) -> tuple[list[str], list[str]]:
    """What Jenkins, CircleCI and Buildkite write before the commands, roughly."""
    return [
        f"Started by an SCM change, {name}",
        "Build-agent version 1.0.{n}-{h}",
        "Fetching into empty repository",
        f"Checking out revision {{h}} (main), {commit}",
    ], []


def _stamp(number: int) -> str:
    """The time of a line, as GitHub writes it."""
    return (_START + timedelta(milliseconds=137 * number)).strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"


_AROUND = {"github": _github, "gh": _github, "gitlab": _gitlab, "travis": _travis, "azure": _azure} | dict.fromkeys(
    ("jenkins", "circle", "buildkite"), _bare
)
_STAMPS: dict[str, Callable[[str, int], str]] = {
    "github": lambda text, number: f"{_stamp(number)} {text}",
    "azure": lambda text, number: f"{_stamp(number)} {text}",
    "gh": lambda text, number: f"build (ubuntu)\tRun tests\t{_stamp(number)} {text}",
    "jenkins": lambda text, number: f"[{_stamp(number)[:-5]}Z] {text}",
} | dict.fromkeys(("gitlab", "travis", "circle", "buildkite"), lambda text, _number: text)
