"""What a printed command is for: instead of the one that failed, before it, or only to look something up."""

from collections.abc import Iterator

from console.analysis.fixes.case import Case
from console.analysis.fixes.linear import text
from console.analysis.fixes.parsing import parse, split
from console.analysis.fixes.printed import asked
from console.analysis.fixes.shell import Segment
from console.model.failure import Risk, Suggestion

_REPLACES = text(r"(?i)\b(?:instead|mean|rather|replaced|renamed|use|reinstall|upgrade)\b")
_TELLS = text(r"(?i)\b(?:(?:view|see|list) all|to (?:see|list|show|find|get|view)|for (?:a |the )?(?:full )?list)\b")
INSTEAD, BEFORE, LOOK, ALONE = 0.82, 0.66, 0.62, 0.5


def from_printed(case: Case) -> Iterator[Suggestion]:
    """The command lines the output asks to run, in its order."""
    for rank, (told, printed) in enumerate(dict.fromkeys(asked(case))):
        command, sure = _command(case, told, printed)
        if command != case.line.text:
            yield Suggestion(
                rule="printed-command",
                argv=split(command),
                command=command,
                confidence=round(sure * 0.75**rank, 3),
                risk=Risk.REVERSIBLE,
                why="The output says to run this.",
                changes=f"runs {printed}",
                evidence=told,
            )


def _command(case: Case, told: str, printed: str) -> tuple[str, float]:
    """The whole line to run, and how sure that is."""
    if not case.line.segments:
        return printed, ALONE
    if _TELLS.search(told):
        return printed, LOOK
    first = parse(printed).segments[0]
    mine = next((one for one in case.line.segments if one.program == first.program), case.line.segments[-1])
    if _instead(mine, first, told):
        return case.line.having(mine, first.text if mine.sudo else printed), INSTEAD
    return f"{printed} && {case.line.text}", BEFORE


def _instead(mine: Segment, printed: Segment, told: str) -> bool:
    """Whether the printed command stands for the one that failed, rather than preparing it."""
    instead = "instead" in told.lower()
    if printed.program != mine.program:
        return instead
    operands = {word.value for word in mine.operands}
    if printed.sub == mine.sub or operands & {word.value for word in printed.operands}:
        return True
    before = told.partition(" ".join(word.raw for word in printed.words))[0]
    return instead or _REPLACES.search(before) is not None
