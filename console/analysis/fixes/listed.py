"""The words a tool lists when it does not know one: usage lines, choices in brackets, sections of commands."""

from collections.abc import Iterator

from console.analysis.fixes.case import Case
from console.analysis.fixes.linear import text

_WORD = text(r"[A-Za-z][\w:.@/-]*")
_BRACKETS = text(r"[\[({]\s?([\w:.-]+(?:\s?[|,]\s?[\w:.-]+)+)\s?[\])}]")
_BAR = text(r"[|,]")
_CHOICES = text(
    r"(?i)(?:choose from|one of|(?:available|valid|possible|allowed|supported|known) [\w ]{2,30}?(?:are)?)"
    r"\s?[:(]?\s?(.{3,900})$"
)
_SECTION = text(
    r"(?i)\b(?:sub-?)?(?:commands?|targets|tasks|scripts|choices|operations|goals|actions|phases|recipes|applets|one of"
    r"|verbs)\b[^:]{0,60}:\s*$"
)
_QUOTED = text(r"[`'\"]([\w:.@/-]+)[`'\"]")
_OPTION = text(r"(?:^|[^\w-])(--?[A-Za-z][\w-]*)")
_USAGE = text(r"(?i)^\s*(?:usage|or)\b|^\s")
_AFTER = text(r"^\[?([a-z][\w-]+)(?:[\s\]]|$)")
_BULLET = text(r"^(?:npm (?:ERR!|error)|[*•-])\s+")
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
    lead = " ".join(before) + " "
    for line in case.lines:
        if lead in line and _USAGE.search(line) and (match := _AFTER.search(line.partition(lead)[2])):
            yield match[1]
        if "|" in line or "{" in line:
            for inner in _BRACKETS.findall(line):
                yield from (word.strip() for word in _BAR.split(inner))


def _choices(case: Case) -> Iterator[str]:
    """Choices on the line that says there are some."""
    for line in case.lines:
        match = _CHOICES.search(line)
        if match is not None:
            pieces = _QUOTED.findall(match[1]) or [piece.strip(" .)]") for piece in match[1].split(",")]
            yield from (piece for piece in pieces if _WORD.fullmatch(piece))


def _sections(case: Case) -> Iterator[str]:
    """The first words of the indented lines below a heading; all words where a line is a list of them."""
    within = False
    for line in case.lines:
        if _SECTION.search(line):
            within = True
        elif within and line.strip():
            within = line[0].isspace() or line.startswith(("npm ", "*", "-")) or " | " in line
            yield from _entries(line) if within else ()


def _entries(line: str) -> list[str]:
    """The words of one line of a list, or the first of one that explains it."""
    bare = line.strip()
    bullet = _BULLET.search(bare)
    bare = bare[bullet.end() :] if bullet else bare
    pieces = [piece.strip() for piece in bare.rstrip(",").replace(" | ", ",").split(",")]
    if all(_WORD.fullmatch(piece) for piece in pieces):
        return pieces
    match = _WORD.match(bare)
    return [match[0].rstrip(":")] if match else []
