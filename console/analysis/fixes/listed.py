"""The words a tool lists when it does not know one: usage lines, choices in brackets, sections of commands."""

import re
from collections.abc import Iterator

from console.analysis.fixes.case import Case

_WORD = re.compile(r"[A-Za-z][\w:.@/-]*")
_BRACKETS = re.compile(r"[\[({]\s?([\w:.-]+(?:\s?[|,]\s?[\w:.-]+)+)\s?[\])}]")
_CHOICES = re.compile(
    r"(?i)(?:choose from|one of|(?:available|valid|possible|allowed|supported|known) [\w ]{2,30}?(?:are)?)\s?[:(]?\s?(.{3,4000})$"
)
_SECTION = re.compile(
    r"(?i)\b(?:sub-?)?(?:commands?|targets|tasks|scripts|choices|operations|goals|actions|phases|recipes|applets|one of|verbs)\b[^:]{0,60}:\s*$"
)
_QUOTED = re.compile(r"[`'\"]([\w:.@/-]+)[`'\"]")
_OPTION = re.compile(r"(?<![\w-])--?[A-Za-z][\w-]*")
MOST = 2000


def words(case: Case, before: tuple[str, ...]) -> tuple[str, ...]:
    """Every word that the output lists as a choice behind the words `before` of the command."""
    found = dict.fromkeys([*_usages(case, before), *_choices(case), *_sections(case)])
    return tuple(found)[:MOST]


def options(case: Case) -> tuple[str, ...]:
    """Every option the output mentions."""
    return tuple(dict.fromkeys(_OPTION.findall(case.output)))[:MOST]


def _usages(case: Case, before: tuple[str, ...]) -> Iterator[str]:
    """What follows the program's own words in its usage lines, and what stands in brackets of choices."""
    lead = " ".join(before)
    for line in case.lines:
        _, sign, behind = line.partition(lead + " ")
        if (
            sign
            and (match := re.match(r"\[?([a-z][\w-]+)(?=[\s\]]|$)", behind))
            and re.match(r"(?i)\s*(?:usage|or)\b|\s+", line)
        ):
            yield match[1]
        if "|" in line or "{" in line:
            for inner in _BRACKETS.findall(line):
                yield from (word.strip() for word in re.split(r"[|,]", inner))


def _choices(case: Case) -> Iterator[str]:
    """Choices on the line that says there are some."""
    for line in case.lines:
        match = _CHOICES.search(line)
        if match is not None:
            quoted = _QUOTED.findall(match[1])
            pieces = quoted or [piece.strip(" .)]") for piece in match[1].split(",")]
            yield from (piece for piece in pieces if _WORD.fullmatch(piece))


def _sections(case: Case) -> Iterator[str]:
    """The first words of the indented lines below a heading; all words where a line is a list of them."""
    within = False
    for line in case.lines:
        if _SECTION.search(line):
            within = True
        elif within and line.strip():
            if not line[0].isspace() and not line.startswith(("npm ", "*", "-")):
                within = False
                continue
            yield from _entries(line)


def _entries(line: str) -> list[str]:
    bare = re.sub(r"^(?:npm (?:ERR!|error)|[*•-])\s+", "", line.strip())
    pieces = [piece.strip() for piece in bare.rstrip(",").split(",")]
    if all(_WORD.fullmatch(piece) for piece in pieces):
        return pieces
    match = _WORD.match(bare)
    return [match[0].rstrip(":")] if match else []
