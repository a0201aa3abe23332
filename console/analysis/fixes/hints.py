"""The tool's own hint: "did you mean", "the most similar command is", "maybe you meant", with what it offers."""

import re
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from console.analysis.fixes.case import Case
from console.analysis.fixes.linear import text
from console.analysis.fixes.nearest import likeness
from console.analysis.fixes.parsing import parse, split
from console.analysis.fixes.shell import Segment, Word, join, quote
from console.model.failure import Risk, Suggestion

_LEAD = text(
    r"(?i)(?:did|do) you (?:perhaps |maybe |possibly )?mean(?:t|:)?|(?:perhaps|maybe|probably) you mean(?:t)?"
    r"|you (?:may|might|probably|perhaps) (?:have )?mean(?:t)?|most similar \w+(?: to \S+)? (?:is|are)"
    r"|similar \w+ exists?:|some candidates are"
    r"|similar (?:names?|commands?|tasks?|options?|choices?)(?: exists?| are| is)?:"
    r"|(?:is ambiguous|could be|possibilities|possible matches|closest match(?:es)?|similarly named \w+)(?: are| is)?:"
    r"|(?:a )?(?:command|target|task|package|recipe|script|subcommand) with a similar name exists:"
    r"|did you intend|perhaps try|perhaps:"
)
_QUOTED = text(r"[`'\"‘“]([^`'\"‘’“”\n]{1,200})[`'\"’”]")
_INTRO = text(r"^(?:this|one of(?: these)?|these|to \w+|the command|the following)?\s*[:?]?\s*")
_SKIP = text(
    r"(?i)^(?:this|one of(?: these)?|these|to(?: \w+)?|or|any of|the following|it|use|run|command|instead|perhaps)$"
)
_END = text(r"\?(?:\s|$)|[.;]\s")
_COMMA = text(r",\s*(?:or\s+)?|\s+or\s+|\s+and\s+")
_FRAME = text(r"^(?:npm (?:ERR!|error)|error|-|[^\w\s./@'\"`‘“(-]+|\d+[.)])\s+")
_COMMENT = text(r"\s+#|\s{2,}|\t| - ")
_WORD = text(r"[\w@./:+=-]*\w[\w@./:+=-]*")
MOST, HINTS = 12, 8


class Offer(Struct, frozen=True):
    """What a hint offers, in its order, and the line it stands in."""

    candidates: tuple[str, ...]
    line: str
    place: int


def from_hints(case: Case) -> Iterator[Suggestion]:
    """The command with what the tool says was meant."""
    for offer in islice(offers(case), HINTS):
        for segment in reversed(case.line.segments):
            made = tuple(_suggestions(case, segment, offer))
            yield from made
            if made:
                return


def offers(case: Case) -> Iterator[Offer]:
    """The hints of an output."""
    for place, line in enumerate(case.lines):
        match = _LEAD.search(line)
        if match is not None:
            behind, below = line[match.end() :], case.lines[place + 1 : place + 1 + MOST]
            if "ambiguous" in match[0].lower():
                candidates = tuple(_WORD.findall(behind) or _WORD.findall(" ".join(below[:4])))
            else:
                candidates = _inline(behind) or _below(below)
            if candidates:
                yield Offer(candidates[:MOST], line.strip(), place)


def _inline(behind: str) -> tuple[str, ...]:
    """What is offered behind the words of a hint, on the same line."""
    behind = behind.strip().rstrip(")").strip()
    quoted = _QUOTED.findall(behind)
    if quoted:
        return tuple(item.strip() for item in quoted)
    behind = _without(_INTRO, behind)
    end = _END.search(behind)
    behind = behind[: end.start()] if end else behind
    pieces = [piece.strip(" .:;?") for piece in _COMMA.split(behind.rstrip("?. "))]
    return tuple(piece for piece in pieces if _offered(piece) and piece.count(" ") < 4)


def _below(lines: tuple[str, ...]) -> tuple[str, ...]:
    """What is offered on the lines below: up to the first gap behind the first of them."""
    found: list[str] = []
    for line in lines:
        bare = _without(_FRAME, line.strip())
        if not bare or bare in {"npm ERR!", "npm error", "▸"}:
            if found:
                break
            continue
        if found and not line.startswith((" ", "\t", "npm", "*", "-", "▸")):
            break
        bare = _COMMENT.split(bare)[0].strip()
        found += _QUOTED.findall(bare) or [piece.strip() for piece in bare.rstrip("?.").split(",")]
    return tuple(item for item in found if _offered(item))


def _without(lead: re.Pattern[str], line: str) -> str:
    """The line behind what `lead` finds at its start."""
    match = lead.search(line)
    return line[match.end() :] if match else line


def _offered(told: str) -> bool:
    """Whether a piece is a word or a short command, not a phrase of the sentence around it."""
    words = told.split()
    return 0 < len(words) <= 8 and not _SKIP.search(told) and all(_WORD.fullmatch(word) for word in words[:2])


def _suggestions(case: Case, segment: Segment, offer: Offer) -> Iterator[Suggestion]:
    """A corrected line for each candidate, the likeliest first."""
    made = []
    for rank, candidate in enumerate(offer.candidates):
        corrected = _corrected(case, segment, offer, candidate)
        if corrected is not None:
            core, alike = corrected
            made.append((alike - 0.02 * rank, case.line.having(segment, core), candidate))
    made.sort(key=lambda item: -item[0])
    for place, (score, command, candidate) in enumerate(made):
        if command != case.line.text:
            yield Suggestion(
                rule="hint",
                argv=split(command),
                command=command,
                confidence=_confidence(score, place, len(made)),
                risk=Risk.REVERSIBLE,
                why=f"The tool itself asks whether {candidate} was meant.",
                evidence=offer.line,
            )


def _confidence(score: float, place: int, among: int) -> float:
    """A lone offer is nearly certain; of several, likeness decides."""
    sure = 0.93 if among == 1 else 0.6 + 0.3 * max(0.0, min(1.0, score))
    return round(max(0.1, sure * 0.6**place), 3)


def _corrected(case: Case, segment: Segment, offer: Offer, candidate: str) -> tuple[str, float] | None:
    """The core of the segment with the candidate in its place, and how like it is to what stood there."""
    words = candidate.split()
    if words[0] == segment.program and len(words) > 1:
        return _whole(segment, words)
    place = wrong_word(case, segment, candidate, offer.place)
    if place is None:
        return None
    old = segment.words[place]
    raw = [word.raw for word in segment.words[segment.head :]]
    raw[place - segment.head] = _like(old, candidate)
    return " ".join(raw), likeness(old.value, candidate)


def _like(old: Word, candidate: str) -> str:
    """The candidate in the manner of the word it replaces: an option's value stays."""
    if old.value.startswith("-") and candidate.startswith("-") and "=" in old.value and "=" not in candidate:
        return candidate + "=" + quote(old.value.partition("=")[2])
    return join(parse(candidate).segments[0].words) if parse(candidate).segments else quote(candidate)


def _whole(segment: Segment, words: list[str]) -> tuple[str, float]:
    """A candidate that is a command of the same program replaces as many words as it has."""
    typed = segment.words[segment.head :]
    kept = [word.raw for word in typed[len(words) :] if word.value not in words]
    alike = likeness(" ".join(word.value for word in typed[: len(words)]), " ".join(words))
    return " ".join([*(quote(word) for word in words), *kept]), alike


def wrong_word(case: Case, segment: Segment, candidate: str, before: int) -> int | None:
    """Which word of the command was wrong: the one that the output names near the hint, else the most alike."""
    near = "\n".join(case.lines[max(0, before - 6) : before + 1])
    named = set(_QUOTED.findall(near)) | set(_WORD.findall(near))
    scored = []
    for place in range(segment.head, len(segment.words)):
        value = segment.words[place].value
        if value == candidate:
            continue
        score = likeness(value.partition("=")[0], candidate) + (0.5 if value.partition("=")[0] in named else 0.0)
        score -= 0.45 if place == segment.head and case.line.segments and candidate != value else 0.0
        scored.append((score, -place))
    if not scored or max(scored)[0] < 0.5:
        return None
    return -max(scored)[1]
