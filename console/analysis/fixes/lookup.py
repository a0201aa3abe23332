"""A word the tool does not know, and the nearest it does: from the lists it prints and from its vocabulary."""

from collections.abc import Iterator

from msgspec import Struct

from console.analysis.fixes.case import Case
from console.analysis.fixes.linear import text
from console.analysis.fixes.listed import options, words
from console.analysis.fixes.nearest import Match, nearest
from console.analysis.fixes.parsing import split
from console.analysis.fixes.rules import Vocabulary, vocabulary
from console.analysis.fixes.shell import Segment, quote
from console.model.failure import Risk, Suggestion

_COMPLAINT = text(
    r"(?i)unknown|unrecogni[sz]ed|invalid|no such|illegal|undefined|unsupported|not (?:a|an|in|one of)\b|isn't|is not"
    r"|not defined|not found|don't know|doesn't (?:know|exist|have)|does not exist|ambiguous|missing script"
    r"|no rule to make"
    r"|has no command|not recogni[sz]ed|no command|no task|not exist|unexpected|never defined|can't find|could not find"
)
_USAGE = text(r"(?i)\busage\b|\bcommands\b|--help|\bversion \d|\bhelp\b|choices are|misspelled")
_TOKEN = text(r"[^\s'\"`(),;“”‘’<>]+")
_RUNNERS = {"npm", "yarn", "pnpm", "bun"}


class Fault(Struct, frozen=True):
    """The places of the unknown words, the line that says so, and how plainly it does, from 0 to 1."""

    places: tuple[int, ...]
    line: str
    plainly: float
    floor: float = 0.55


def from_lists(case: Case) -> Iterator[Suggestion]:
    """The command with the nearest known words for those the tool complains about."""
    for segment in case.line.segments:
        fault = _told(case, segment) or _seen(case, segment)
        if fault is not None:
            yield from _suggestions(case, segment, fault)
            return


def _told(case: Case, segment: Segment) -> Fault | None:
    """The words that a complaint names, on its line or, where it ends in a colon, below."""
    for place, line in enumerate(case.lines):
        if not _COMPLAINT.search(line):
            continue
        told = " ".join(case.lines[place : place + 3]) if line.rstrip().endswith(":") else line
        tokens = set(_TOKEN.findall(told))
        tokens |= {token.rstrip(".:?!") for token in tokens}
        places = tuple(
            n for n in range(segment.head + 1, len(segment.words)) if _names(segment.words[n].value) & tokens
        )
        if places:
            return Fault(places, line.strip(), 1.0)
    return None


def _names(value: str) -> set[str]:
    """How a complaint may name a word: whole, without its value, an option without its dashes."""
    names = {value, value.partition("=")[0]} | ({value.lstrip("-")} if value.startswith("--") else set())
    return names | ({value.partition(":")[0]} if "=" in value else set())


def _seen(case: Case, segment: Segment) -> Fault | None:
    """A subcommand that is none, where the output is a usage text without a complaint."""
    if not segment.verb or not _USAGE.search(case.output):
        return None
    known = vocabulary(segment.program).commands
    if known and segment.sub not in known:
        return Fault((segment.verb,), "", 0.85, 0.65)
    inner = segment.verb + 1
    if inner >= len(segment.words) or segment.words[inner].value.startswith("-"):
        return None
    known = vocabulary(f"{segment.program} {segment.sub}").commands or _choices(case, segment, inner)
    return Fault((inner,), "", 0.8, 0.65) if known and segment.words[inner].value not in known else None


def _choices(case: Case, segment: Segment, place: int) -> tuple[str, ...]:
    """What the output lists for the word at `place`."""
    return words(case, tuple(word.value for word in segment.words[segment.head : place]))


def _suggestions(case: Case, segment: Segment, fault: Fault) -> Iterator[Suggestion]:
    """The line with each choice for the first unknown word, and the best for the others."""
    raw = [item.raw for item in segment.words[segment.head :]]
    choices = [(place, meant) for place in fault.places if (meant := _meant(case, segment, place, fault.floor))]
    for place, meant in choices[1:]:
        raw[place - segment.head] = _like(segment.words[place].value, meant[0][0])
    for place, meant in choices[:1]:
        wrong = segment.words[place].value
        for rank, (word, sure) in enumerate(meant):
            raw[place - segment.head] = _like(wrong, word)
            command = case.line.having(segment, " ".join(raw))
            yield Suggestion(
                rule="nearest-word",
                argv=split(command),
                command=command,
                confidence=round(sure * fault.plainly * 0.85**rank, 3),
                risk=Risk.REVERSIBLE,
                why=f"{segment.program} does not know {wrong}; {word} is the nearest it does.",
                evidence=fault.line or next((line.strip() for line in case.lines if line.strip()), ""),
            )


def _meant(case: Case, segment: Segment, place: int, floor: float) -> list[tuple[str, float]]:
    """The words that may have been meant, each with how sure that is."""
    wrong = _stem(segment.words[place].value)
    if wrong.startswith("-"):
        return _weighed(nearest(wrong, options(case), floor=0.65))
    context = " ".join(word.value for word in segment.words[segment.head : place] if not word.value.startswith("-"))
    known = vocabulary(context if place > segment.verb else segment.program)
    printed = _choices(case, segment, place)
    around = case.here.scripts() if segment.program in _RUNNERS else ()
    around += case.here.targets() if segment.program == "make" else ()
    stem, colon, target = wrong.partition(":")
    found: tuple[Match, ...] = ()
    for offered in ((*around, *printed), known.commands):
        if colon and not any(":" in word for word in offered):
            near = nearest(stem, offered, floor)
            found = found or tuple(Match(match.word + colon + target, match.likeness) for match in near)
        found = found or nearest(wrong, offered, floor)
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


def _stem(value: str) -> str:
    """A word without the value it carries: `--name=value`, `task:name=value`."""
    name, sign, _ = value.partition("=")
    return name.partition(":")[0] if sign and not name.startswith("-") else name


def _like(wrong: str, word: str) -> str:
    """The word with the value the wrong one had."""
    value = wrong.removeprefix(_stem(wrong))
    return " ".join(quote(part) for part in word.split()) + (quote(value) if value else "")
