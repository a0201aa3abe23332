"""A program the shell did not find: mistyped, run together with its arguments, or not installed."""

from collections.abc import Iterator

from console.analysis.fixes.case import Case
from console.analysis.fixes.common import CALLED, NAMES, OFTEN
from console.analysis.fixes.layouts import retyped
from console.analysis.fixes.linear import text
from console.analysis.fixes.nearest import nearest
from console.analysis.fixes.parsing import split
from console.analysis.fixes.rules import vocabulary
from console.analysis.fixes.shell import Segment
from console.model.failure import Risk, Suggestion

_MISSING = text(
    r"(?i)command not found|: not found|is not recogni[sz]ed|no command|unknown command|no such file or directory"
    r"|command .{1,80} not found"
    r"|not installed|not found$|cannot find command|executable file not found|does not exist|No such command|can't find"
)
_ADDRESS = text(
    r"^(?:git@[\w.-]+:|ssh://git@|https?://\S+\.git$|git://|https?://(?:www\.)?(?:github|gitlab|bitbucket)\.\w+/[^/]+/[^/]+/?$)\S*"
)
_OPTION = text(r"^-\w{1,4}$")
_INTERPRETERS = {".py": "python", ".sh": "bash", ".rb": "ruby", ".js": "node", ".pl": "perl", ".php": "php"}


def from_programs(case: Case) -> Iterator[Suggestion]:
    """The line with the program that was probably meant."""
    for segment in case.line.segments:
        line = _complaint(case, segment)
        if line is None:
            continue
        for core, sure, why in _meant(case, segment):
            command = case.line.having(segment, core)
            yield Suggestion(
                rule="program-not-found",
                argv=split(command),
                command=command,
                confidence=round(sure, 3),
                risk=Risk.REVERSIBLE,
                why=why,
                evidence=line,
            )
        return


def _complaint(case: Case, segment: Segment) -> str | None:
    """The line that says the program is not there."""
    typed = segment.typed
    brief = case.line.simple and sum(1 for line in case.lines if line.strip()) <= 1
    for line in case.lines:
        if typed and _MISSING.search(line) and (typed in line or brief):
            about = [word.value for word in segment.args if len(word.value) > 1 and word.value in line]
            if not about or "command not found" in line:
                return line.strip()
    return None


def _meant(case: Case, segment: Segment) -> Iterator[tuple[str, float, str]]:
    """Cores of the segment that may have been meant, each with how sure that is and why."""
    typed = segment.typed
    args = "".join(" " + word.raw for word in segment.args)
    if (typed in {"$", "%", ">", "#"} or typed.endswith(("$", "#"))) and args:
        yield args.strip(), 0.92, "The prompt's own sign was copied with the command."
        return
    if _ADDRESS.search(typed):
        yield f"git clone {segment.text}", 0.95, "This is the address of a repository."
        return
    if typed == "cd..":
        yield "cd .." + args, 0.95, "The space is missing."
        return
    other = retyped(segment.text)
    if other.split(" ")[0] in NAMES:
        yield other, 0.9, "This was typed on another keyboard layout."
        return
    known = NAMES.keys() | case.here.programs()
    yield from _spelled(segment, args, case, frozenset(known))
    yield from _parted(typed, args, frozenset(known))
    yield from _scripts(case, typed, args)


def _spelled(segment: Segment, args: str, case: Case, known: frozenset[str]) -> Iterator[tuple[str, float, str]]:
    """Programs with nearly that name; the ones people use most come first among equals."""
    typed = segment.typed
    if typed in CALLED and CALLED[typed].split(" ")[0] != typed:
        yield CALLED[typed] + args, 0.75, f"There is no {typed} here; {CALLED[typed]} does the same."
    if typed in NAMES or "/" in typed:
        return
    order = (*OFTEN, *sorted(known))
    for rank, match in enumerate(nearest(typed, order, floor=0.6)):
        sure = 0.25 + 0.6 * match.likeness + (0.08 if match.word in OFTEN else 0.0)
        fits = vocabulary(match.word).commands
        if fits and segment.sub:
            sure += 0.1 if segment.sub in fits else -0.1
        yield (
            match.word + args,
            min(0.95, sure) * 0.75**rank,
            f"There is no {typed}; {match.word} is spelled nearly so.",
        )


def _parted(typed: str, args: str, known: frozenset[str]) -> Iterator[tuple[str, float, str]]:
    """A program run together with its first argument, or joined to it by a hyphen."""
    for size in range(len(typed) - 1, 1, -1):
        program, behind = typed[:size], typed[size:]
        if program not in known or program not in NAMES:
            continue
        words = vocabulary(program).commands
        bare = behind.removeprefix("-")
        if behind.startswith("-") and bare in words:
            yield f"{program} {bare}{args}", 0.93, "A hyphen stands where a space belongs."
        elif behind in words or behind.startswith(("..", "/", "~")) or _OPTION.search(behind):
            yield f"{program} {behind}{args}", 0.9, "The space is missing."
        elif program == "man" or (not words and size > 2):
            yield f"{program} {behind}{args}", 0.6, "The space is missing."


def _scripts(case: Case, typed: str, args: str) -> Iterator[tuple[str, float, str]]:
    """A script by its name alone."""
    ending = "." + typed.rsplit(".", 1)[-1] if "." in typed else ""
    here = typed in case.here.entries(".")
    if here and "/" not in typed:
        yield f"./{typed}{args}", 0.8, f"{typed} lies in this folder, which is not on the PATH."
    if ending in _INTERPRETERS:
        yield f"{_INTERPRETERS[ending]} {typed}{args}", 0.6, f"{typed} is a script."
