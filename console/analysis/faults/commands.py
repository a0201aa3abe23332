"""Commands that failed with a line of their own: shells, docker, git, package managers, CI's closing words."""

from collections.abc import Iterator
from typing import NamedTuple

from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, fault
from console.model.failure import FaultKind
from console.text.late import Late


class _Line(NamedTuple):
    """A program's line of failure: cue, pattern with the groups `type` (may be missing) and `text`."""

    tool: str
    cue: str
    pattern: Late


def _line(tool: str, cue: str, pattern: str) -> _Line:
    """One row of the table."""
    return _Line(tool, cue, Late(pattern))


_LINES = (
    _line("shell", "ommand not found", r"(?P<text>(?:\S+: )*?(?:line \d++: )?[^\s:]++: [Cc]ommand not found.*)$"),
    _line("shell", "command not found: ", r"(?P<text>\S+: command not found: \S.*)$"),
    _line("shell", ": not found", r"(?P<text>(?:/bin/)?(?:sh|dash|bash|ash): (?:line )?\d++: \S++: not found)$"),
    _line("shell", "No such file or directory", r"(?P<text>[\w./-]++: (?:line \d++: |cannot [^:]*+: "
        r"|.*: )?\S*: No such file or directory)$"),
    _line("shell", "Permission denied", r"(?P<text>[\w./-]++: .*: Permission denied)$"),
    _line("shell", "No space left on device", r"(?P<text>.*No space left on device.*)$"),
    _line("shell", "syntax error", r"(?P<text>\S+: (?:-c: )?line \d++: syntax error.*)$"),
    _line("shell", "unbound variable", r"(?P<text>\S+: line \d++: \S+: unbound variable)$"),
    _line("docker", "returned a non-zero code", r"(?P<text>The command '.*' returned a non-zero code: \d++)"),
    _line("docker", "failed to solve: ", r"(?:ERROR: )?(?P<text>failed to solve: .*)$"),
    _line("docker", "Error response from daemon", r"(?P<text>.*Error response from daemon: .*)$"),
    _line("docker", "annot connect to the Docker daemon", r"(?P<text>.*Cannot connect to the Docker daemon.*)$"),
    _line("git", "fatal: ", r"(?:remote: )?(?P<text>fatal: .*)$"),
    _line("git", "error: ", r"(?P<text>error: (?:pathspec|failed to push|Your local changes|RPC failed"
        r"|could not apply|src refspec).*)$"),
    _line("git", "CONFLICT (", r"(?P<text>CONFLICT \([a-z/]++\): .*)$"),
    _line("pip", "Could not find a version", r"(?:ERROR: )?(?P<text>Could not find a version that satisfies .*)$"),
    _line("pip", "No matching distribution", r"(?:ERROR: )?(?P<text>No matching distribution found for .*)$"),
    _line("pip", "ERROR: ", r"ERROR: (?P<text>(?:Cannot install|Failed building|Could not build"
        r"|Could not install|Command errored|ResolutionImpossible|Package '|Invalid requirement|THESE PACKAGES).*)$"),
    _line("pip", "subprocess-exited-with-error", r"\s*+(?:error: "
        r"|× )?(?P<type>subprocess-exited-with-error)(?P<text>)$"),
    _line("npm", "npm ERR! code ", r"npm ERR! code (?P<type>\S++)(?P<text>)"),
    _line("npm", "npm error code ", r"npm error code (?P<type>\S++)(?P<text>)"),
    _line("yarn", "error ", r"(?:error|➤ \w++: [│└┌ ]*) (?P<text>(?:Couldn't find|An unexpected error"
        r"|Your lockfile|Command failed|Incorrect integrity|No such|Received invalid|Package|Found incompatible"
        r"|Missing|https?:).*)$"),
    _line("yarn", "YN0", r"➤ (?P<type>YN(?!0000|0007|0013|0002|0060|0086)\d{4}): [│└┌ ]*+(?P<text>.*)$"),
    _line("pnpm", "ERR_PNPM_", r"\s*+(?:ERROR |ERR! )?\s*+(?P<type>ERR_PNPM_\w++)\s*+(?P<text>.*)$"),
    _line("apt", "E: ", r"E: (?P<text>\S.*)$"),
    _line("bundler", "Bundler could not find", r"(?P<text>Bundler could not find .*)$"),
    _line("bundler", "Could not find ", r"(?P<text>Could not find (?:gem|[\w-]+-[\d.]++).*)$"),
    _line("composer", "Your requirements could not be resolved", r"\s*+(?P<text>Your requirements could not .*)$"),
    _line("cargo", "error: ", r"error: (?P<text>(?:failed to (?:select|get|load|parse|run custom build|download"
        r"|fetch)|no matching package|package `|the lock file|linking with|could not find `Cargo).*)$"),
    _line("go", "no required module", r"(?:\S+\.go:\d++:\d++: )(?P<text>no required module provides .*)$"),
    _line("go", "go: ", r"go: (?P<text>(?:\S+@\S+: |.*(?:cannot find|updates to go|missing go\.sum|not found"
        r"|invalid)).*)$"),
    _line("dependency", "Could not resolve dependencies", r"(?P<text>.*Could not resolve dependencies for .*)$"),
    _line("curl", "curl: (", r"curl: \((?P<type>\d++)\) (?P<text>.*)$"),
    _line("ssh", "ssh: ", r"(?P<text>ssh: .*)$"),
    _line("rake", "rake aborted!", r"(?P<text>rake aborted!)"),
    _line("github", "::error", r"::error(?: [^:]*+)?::(?P<text>.*)$"),
    _line("github", "##[error]", r"##\[error\](?P<text>.*)$"),
    _line("travis", "The command \"", r"(?P<text>The command \".*\" (?:failed and )?exited with [1-9]\d*+)"),
    _line("mozharness", "FATAL", r"(?P<text>(?:\d\d:\d\d:\d\d +)?FATAL - .*)$"),
)  # fmt: skip
CUES = tuple(dict.fromkeys(line.cue for line in _LINES))


def find(log: Log) -> Iterator[Found]:
    """Every such line."""
    for line in _LINES:
        for index in log.at(line.cue):
            if match := line.pattern.match(log[index]):
                groups = match.groupdict()
                message = groups["text"] or log[index + 1].removeprefix("npm ERR! ").removeprefix("npm error ")
                span = (index, index, index)
                yield fault(line.tool, FaultKind.COMMAND, span, type=groups.get("type") or "", message=message)


RECOGNISER = Recogniser(CUES, find)
