"""Whole command lines that a tool prints for the user to run, and whether they replace the one that failed."""

import re
from collections.abc import Iterator

from console.analysis.fixes.case import Case
from console.analysis.fixes.common import NAMES
from console.analysis.fixes.shell import Line, Segment, parse, split
from console.model.failure import Risk, Suggestion

_ASK = r"(?:run|running|use|using|try|execute|executing|type|typing|do|invoke|via|with|by|please|call|issue)"
_INLINE = re.compile(
    rf"(?i)\b{_ASK}(?: the)?(?: command| following| this)?(?: first)?[:,]?[ ]{{1,4}}(?:[`\"“]([^`\"\n]{{3,300}})[`\"”]|'([^'\n]{{3,300}})')"
)
_COLON = re.compile(
    r"(?i)\b(?:run|try|use|typing|type|command|with|fix|execute|again|using|do|by|is)\s?:\s*(\S.{2,300})$"
)
_BARE = re.compile(
    r"(?i)\b(?:please run|try running|try|you can run|you must run|run|by running|then run|use)[ ]+(\S.{2,200})$"
)
_BLOCK = re.compile(
    rf"(?i)\b(?:{_ASK}|following|so|install|set|commands?|it|them|files|fix|first)\b[^.]{{0,60}}[:,]?\s*$"
)
_HELP = re.compile(
    r"(?i)(?:^|\s)(?:--?help|-h|help|man|info|--version|--verbose|-v|-X|--debug|--stacktrace|--scan|doctor|list-options)(?:\s|$)"
)
_HOLE = re.compile(r"[(<\[\]>…]|\.\.\.|\bCOMMAND\b|\bYOUR_|\bFILE\b|\bPATH\b")
_PREFIX = re.compile(r"^(?:npm (?:ERR!|error)|error:?|hint:|note:|[$>*#▸•%-]|=+>)\s+")
_REPLACES = re.compile(r"(?i)\b(?:instead|mean|rather|replaced|renamed|use|reinstall|upgrade)\b")
_DESTROYS = re.compile(
    r"(?i)(?:^|\s)(?:--force|-f|-D|-rf|-fr|--hard|--delete|prune|purge|rm|reset|clean|--overwrite|kill)(?:\s|$)"
)
_TELLS = re.compile(r"(?i)\b(?:to (?:see|list|show|find|get|view)|for (?:a |the |an )?(?:list|full list|overview))\b")
BLOCK = 6


def from_printed(case: Case) -> Iterator[Suggestion]:
    """The command lines the output asks to run: instead of the one that failed, or before it."""
    segment = case.line.segments[-1] if case.line.segments else None
    for rank, (told, text) in enumerate(dict.fromkeys(asked(case))):
        fitting = next((one for one in case.line.segments if one.program == _program(parse(text))), segment)
        made = _suggestion(case, fitting, told, text, rank)
        if made is not None:
            yield made


def asked(case: Case) -> Iterator[tuple[str, str]]:
    """Each printed command with the line that asks for it."""
    for place, line in enumerate(case.lines):
        bare = line.strip()
        if '(use "' in bare or "did you forget" in bare.lower():
            continue
        found = [one or two for one, two in _INLINE.findall(bare)]
        if not found and (match := _COLON.search(bare)) is not None:
            found = [match[1]]
        if not found and (match := _BARE.search(bare)) is not None:
            found = [match[1]]
        plausible = [text for text in (_tidy(text) for text in found) if _runnable(case, text)]
        if not plausible and _BLOCK.search(bare):
            below = case.lines[place + 1 : place + 1 + BLOCK]
            plausible = [text for text in _block(below, bare.endswith(":")) if _runnable(case, text)]
        yield from ((bare, text) for text in plausible)


def _block(lines: tuple[str, ...], colon: bool) -> Iterator[str]:
    """The commands set apart below a line: up to the first gap behind them."""
    begun = False
    for line in lines:
        if not line.strip():
            if begun:
                return
            continue
        if not (line[0].isspace() or colon or _PREFIX.match(line)):
            return
        begun = True
        yield _tidy(line)


def _tidy(text: str) -> str:
    """A printed command without its frame, comment and the end of the sentence."""
    text = _PREFIX.sub("", text.strip())
    text = _PREFIX.sub("", text)
    text = re.split(r"\s+#|\s{3,}|\s+(?:to|for|and|in order|first|before|instead|or)\s(?=[a-z]+\s)|;\s", text)[0]
    text = text.strip().strip('`"“”')
    return (
        re.sub(r"[.,;:]+$", "", re.sub(r"\s+(?:instead|first|again)[.!]?$", "", text))
        .strip()
        .strip("`\"'" if text.count("'") % 2 else "`")
    )


def _program(line: Line) -> str:
    return line.segments[0].program if line.segments else ""


def _runnable(case: Case, text: str) -> bool:
    """Whether a text is a command that could be run as it stands, and that does more than to explain."""
    if not text or len(text.split()) < 2 or _HOLE.search(text) or _HELP.search(text) or "[redacted:" in text:
        return False
    line = parse(text)
    if line.broken or not line.segments:
        return False
    first = line.segments[0]
    own = {segment.program for segment in case.line.segments} | {segment.typed for segment in case.line.segments}
    known = (
        first.program in NAMES
        or first.typed in own
        or first.program in case.here.programs()
        or first.typed.startswith("./")
    )
    words = [word.value for word in first.words[first.head :]]
    prose = sum(
        word.lower()
        in {"the", "a", "an", "to", "of", "with", "is", "it", "your", "this", "that", "you", "are", "be", "will", "not"}
        for word in words
    )
    return known and not prose


def _suggestion(case: Case, segment: Segment | None, told: str, text: str, rank: int) -> Suggestion | None:
    """The suggestion of one printed command."""
    printed = parse(text).segments[0]
    command, sure = text, 0.7
    if segment is not None:
        if _TELLS.search(told):
            command, sure = text, 0.72
        elif _instead(segment, printed, told):
            core = printed.text if segment.sudo else text
            command, sure = case.line.having(segment, core), 0.82
        else:
            command, sure = f"{text} && {case.line.text}", 0.66
    if command == case.line.text:
        return None
    return Suggestion(
        rule="printed-command",
        argv=split(command),
        command=command,
        confidence=round(sure * 0.75**rank, 3),
        risk=Risk.DESTRUCTIVE if _DESTROYS.search(text) else Risk.REVERSIBLE,
        why="The output says to run this.",
        changes=f"runs {text}",
        evidence=told,
    )


def _instead(segment: Segment, printed: Segment, told: str) -> bool:
    """Whether the printed command stands for the one that failed, rather than preparing it."""
    if printed.program != segment.program:
        return printed.program in told and "instead" in told.lower()
    mine = {word.value for word in segment.operands}
    if printed.sub == segment.sub or mine & {word.value for word in printed.operands}:
        return True
    before = told.partition(" ".join(word.raw for word in printed.words))[0]
    return bool(_REPLACES.search(before)) or "instead" in told.lower()
