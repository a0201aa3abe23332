"""Whole command lines that a tool prints for the user to run."""

from collections.abc import Iterator

from console.analysis.fixes.case import Case
from console.analysis.fixes.common import NAMES
from console.analysis.fixes.linear import text
from console.analysis.fixes.parsing import parse
from console.analysis.fixes.shell import Segment

_ASK = r"(?:run|running|use|using|try|execute|executing|type|typing|do|invoke|via|with|by|please|call|issue)"
_BETWEEN = r"(?: the)?(?: command| following| this)?(?: first)?[:,]?[ ]{1,4}"
_INLINE = text(rf"(?i)\b{_ASK}{_BETWEEN}(?:[`\"“]([^`\"\n]{{3,300}})[`\"”]|'([^'\n]{{3,300}})')")
_COLON = text(r"(?i)\b(?:run|try|use|typing|type|command|with|fix|execute|again|using|do|by|is)\s?:\s*(\S.{2,300})$")
_BARE = text(
    r"(?i)\b(?:please run|try running|try|you can run|you must run|run|by running|then run|use)[ ]+(\S.{2,200})$"
)
_BLOCK = text(rf"(?i)\b(?:{_ASK}|following|so|install|set|commands?|it|them|files|fix|first)\b[^.]{{0,60}}[:,]?\s*$")
_PASSIVE = text(r"(?i)\b(?:opened|created|caused|generated|held|started|produced|written|reported) by\b")
_HELP = text(
    r"(?i)(?:^|\s)(?:--?help|-h|help|man|info|--version|--verbose|-v|-X|--debug|--stacktrace|--scan|doctor|list-options)"
    r"(?:\s|$)"
)
_HOLE = text(r"[(<\[\]>…]|\.\.\.|\bCOMMAND\b|\bYOUR_|\bFILE\b|\bPATH\b")
_FRAME = text(r"^(?:npm (?:ERR!|error)|error:?|hint:|note:|[$>*#▸•%-]|=+>)\s+")
_TAIL = text(
    r"\s+#|\s{3,}|\s(?:to|for|and|in order|first|before|instead|or)\s+[a-z]+(?:\s|$)"
    r"|\s(?:instead|first|again)[.!]?$|;\s"
)
_PROSE = {"the", "a", "an", "to", "of", "with", "is", "it", "your", "this", "that", "you", "are", "be", "will", "not"}
BLOCK = 6


def asked(case: Case) -> Iterator[tuple[str, str]]:
    """Each printed command behind the line that asks for it; what merely explains or has holes to fill is left out.

    In a log, full of commands that went well, only those in quotes count.
    """
    for place, line in enumerate(case.lines):
        bare = line.strip()
        if '(use "' in bare or "##[" in bare or "did you forget" in bare.lower() or _PASSIVE.search(bare):
            continue
        found = [told for told in _inline(bare, loose=not case.log) if runnable(case, told)]
        if not found and not case.log and _BLOCK.search(bare):
            below = case.lines[place + 1 : place + 1 + BLOCK]
            found = [told for told in _below(below, bare.endswith(":")) if runnable(case, told)]
        yield from ((bare, told) for told in found)


def runnable(case: Case, told: str) -> bool:
    """Whether a text is a command that could be run as it stands, and that does more than to explain."""
    if len(told.split()) < 2 or _HOLE.search(told) or _HELP.search(told) or "[redacted:" in told:
        return False
    line = parse(told)
    if line.broken or not line.segments:
        return False
    first = line.segments[0]
    prose = any(word.value.lower() in _PROSE for word in first.words[first.head :])
    return not prose and (first.typed.startswith("./") or first.program in NAMES or _own(case, first))


def _own(case: Case, first: Segment) -> bool:
    """Whether a program is known from the command that failed or from around it."""
    return any(one.program == first.program for one in case.line.segments) or first.program in case.here.programs()


def _inline(bare: str, loose: bool) -> list[str]:
    """The commands on the line that asks for them: in quotes and, where `loose`, behind a colon or at its end."""
    found = [one or two for one, two in _INLINE.findall(bare)]
    for pattern in (_COLON, _BARE):
        match = pattern.search(bare)
        if loose and not found and match is not None:
            found = [match[1]]
    return [_tidy(told) for told in found]


def _below(lines: tuple[str, ...], colon: bool) -> Iterator[str]:
    """The commands set apart below a line: up to the first gap behind them."""
    begun = False
    for line in lines:
        if not line.strip():
            if begun:
                return
            continue
        if not (line[0].isspace() or colon or _FRAME.search(line)):
            return
        begun = True
        yield _tidy(line)


def _tidy(told: str) -> str:
    """A printed command without its frame, its comment and the end of the sentence."""
    told = told.strip()
    for _ in range(2):
        frame = _FRAME.search(told)
        told = told[frame.end() :] if frame else told
    tail = _TAIL.search(told)
    told = told[: tail.start()] if tail else told
    return told.strip('`"“” ').rstrip(".,;:").strip("`\"'" if told.count("'") % 2 else "`")
