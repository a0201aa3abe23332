"""A word the tool does not know, and the nearest it does: from the lists it prints and from its vocabulary."""

import re
from collections.abc import Iterator

from console.analysis.fixes import listed
from console.analysis.fixes.case import Case
from console.analysis.fixes.nearest import Match, nearest
from console.analysis.fixes.rules import Vocabulary, vocabulary
from console.analysis.fixes.shell import Segment, quote, split
from console.model.failure import Risk, Suggestion

_COMPLAINT = re.compile(
    r"(?i)unknown|unrecogni[sz]ed|invalid|no such|illegal|undefined|unsupported|not (?:a|an|in|one of)\b|isn't|is not"
    r"|not defined|not found|don't know|doesn't (?:know|exist|have)|does not exist|ambiguous|missing script|no rule to make"
    r"|has no command|not recogni[sz]ed|no command|no task|not exist|unexpected|never defined|can't find|could not find"
)
_USAGE = re.compile(r"(?i)\busage\b|\bcommands\b|--help|\bversion \d|\bhelp\b")
_TOKEN = re.compile(r"[^\s'\"`(),;“”‘’<>]+")
_RUNNERS = {"npm", "yarn", "pnpm", "bun"}


def from_lists(case: Case) -> Iterator[Suggestion]:
    """The command with the nearest known word for the one the tool complains about."""
    for segment in case.line.segments:
        fault = _fault(case, segment)
        if fault is not None:
            yield from _suggestions(case, segment, *fault)
            return


def _fault(case: Case, segment: Segment) -> tuple[int, str, float] | None:
    """Which word is unknown, the line that says so, and how plainly it does."""
    places = range(segment.head + 1, len(segment.words))
    for line in case.lines:
        if not _COMPLAINT.search(line):
            continue
        tokens = {token.rstrip(".:?!") for token in _TOKEN.findall(line)} | set(_TOKEN.findall(line))
        for place in places:
            value = segment.words[place].value
            if value.partition("=")[0] in tokens or (value.startswith("--") and value[2:] in tokens):
                return place, line.strip(), 1.0
    known = vocabulary(segment.program).commands
    if segment.verb and known and segment.sub not in known and _USAGE.search(case.output):
        return segment.verb, "", 0.85
    if segment.verb and segment.verb + 1 < len(segment.words):
        known = vocabulary(f"{segment.program} {segment.sub}").commands or _choices(case, segment, segment.verb + 1)
        inner = segment.words[segment.verb + 1].value
        if known and inner not in known and not inner.startswith("-") and _USAGE.search(case.output):
            return segment.verb + 1, "", 0.8
    return None


def _choices(case: Case, segment: Segment, place: int) -> tuple[str, ...]:
    """What the output lists for the word at `place`."""
    return listed.words(case, tuple(word.value for word in segment.words[segment.head : place]))


def _suggestions(case: Case, segment: Segment, place: int, line: str, plainly: float) -> Iterator[Suggestion]:
    wrong = segment.words[place].value
    for rank, (word, sure) in enumerate(_meant(case, segment, place)):
        raw = [item.raw for item in segment.words[segment.head :]]
        raw[place - segment.head] = _like(wrong, word)
        command = case.line.having(segment, " ".join(raw))
        yield Suggestion(
            rule="nearest-word",
            argv=split(command),
            command=command,
            confidence=round(sure * plainly * 0.85**rank, 3),
            risk=Risk.REVERSIBLE,
            why=f"{segment.program} does not know {wrong}; {word} is the nearest it does.",
            evidence=line or next((text.strip() for text in case.lines if text.strip()), ""),
        )


def _meant(case: Case, segment: Segment, place: int) -> list[tuple[str, float]]:
    """The words that may have been meant, each with how sure that is."""
    wrong = segment.words[place].value
    if wrong.startswith("-"):
        return _weighed(nearest(wrong.partition("=")[0], listed.options(case), floor=0.65))
    context = " ".join(word.value for word in segment.words[segment.head : place] if not word.value.startswith("-"))
    known = vocabulary(context if place > segment.verb else segment.program)
    printed = _choices(case, segment, place)
    around = case.here.scripts() if segment.program in _RUNNERS else ()
    around += case.here.targets() if segment.program == "make" else ()
    found = nearest(wrong, (*around, *printed), floor=0.6) or nearest(wrong, known.commands)
    other = _synonym(wrong, known, printed)
    if other and (not found or found[0].likeness < 0.8):
        return [(other, 0.85), *((match.word, 0.4) for match in found if match.word != other)]
    return _weighed(found)


def _synonym(wrong: str, known: Vocabulary, printed: tuple[str, ...]) -> str:
    """What other tools call by that name, if it is on offer."""
    other = known.synonyms.get(wrong, "")
    return other if not printed or other.split(" ")[0] in (*printed, *known.commands) else ""


def _weighed(found: tuple[Match, ...]) -> list[tuple[str, float]]:
    """Likeness and the distance to the next best make the confidence."""
    if not found:
        return []
    margin = found[0].likeness - (found[1].likeness if len(found) > 1 else 0.4)
    first = min(0.95, 0.15 + 0.75 * found[0].likeness + 0.5 * min(0.3, margin))
    return [(found[0].word, first), *((match.word, 0.6 * match.likeness) for match in found[1:])]


def _like(wrong: str, word: str) -> str:
    """The word with the value the wrong one had."""
    name, sign, value = wrong.partition("=")
    return word + sign + quote(value) if name.startswith("-") and sign and value else " ".join(quote(w) for w in word.split())
