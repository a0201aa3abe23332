"""Applies the first suggestion of a failure in the scratch directory, where it is a right one, and verifies it."""

import shlex
import subprocess
from collections.abc import Mapping, Sequence

from msgspec import Struct

from console.actions.fix import UnfitError, plan, split
from console.drill.finding import Finding
from console.drill.limits import limited

PATIENCE = 120.0

Steps = tuple[tuple[str, ...], ...]


class Mending(Struct, frozen=True, kw_only=True):
    """What became of the first suggestion for a run: was it `right`, and did the verification pass after it?

    `words` says what stands in the way.
    """

    finding: Finding
    right: bool = False
    verified: bool = False
    words: str = ""


def mend(finding: Finding, env: Mapping[str, str]) -> Mending:
    """Follow the first suggestion, if and only if it is one that the kind declares to be right."""
    if not finding.suggestions:
        return Mending(finding=finding, words="nothing is suggested")
    first = finding.suggestions[0]
    try:
        steps = plan(first, finding.run.argv).steps
    except UnfitError as error:
        return Mending(finding=finding, words=f"{first.command}: {error}")
    if steps not in right(finding):
        return Mending(finding=finding, words=f"{first.command} is not what mends it")
    words = carry_out((*steps, _verifier(finding)), finding.run.folder, {**env, **finding.run.kind.env})
    return Mending(finding=finding, right=True, verified=not words, words=words)


def right(finding: Finding) -> frozenset[Steps]:
    """The commands that mend a run, each as its steps; running the same again behind them does no harm."""
    folder, again = finding.run.folder, (finding.run.argv,)
    declared = [
        tuple(tuple(word.replace("$FOLDER", folder) for word in step) for step in _steps(line))
        for line in finding.run.kind.fix
    ]
    return frozenset((*declared, *((*steps, *again) for steps in declared)))


def carry_out(steps: Sequence[Sequence[str]], folder: str, env: Mapping[str, str]) -> str:
    """Run commands one after the other; says which one failed and how, nothing when all went well."""
    for argv in steps:
        try:
            done = subprocess.run(
                limited(list(argv)), cwd=folder, env=dict(env), stdin=subprocess.DEVNULL,
                capture_output=True, timeout=PATIENCE, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return f"{shlex.join(argv)} took longer than {PATIENCE:.0f} s"
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
            return f"{shlex.join(argv)}: exit {done.returncode} {said}".rstrip()
    return ""


def _steps(line: str) -> Steps:
    """A declared command line; `$FOLDER` is the drill's own word, every other one means what it says."""
    return tuple(tuple(shlex.split(part)) for part in line.split(" && ")) if "$FOLDER" in line else split(line)


def _verifier(finding: Finding) -> tuple[str, ...]:
    return tuple(shlex.split(finding.run.kind.verify))
