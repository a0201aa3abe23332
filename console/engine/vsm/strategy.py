"""What a pattern of operation changes in the way work is done, and for how long. Pure; time is given."""

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from console.model.pattern import Pattern
from console.model.vsm import Lever, Measure

MINUTE = 60.0


class Answer(Struct, frozen=True):
    """What answers a pattern: a lever, how far, and for how many seconds after the pattern was last seen."""

    lever: Lever
    value: float
    stays: float
    words: str


_ONE = Answer(Lever.PARALLEL, 0, 10 * MINUTE, "one job of a group at a time")
_HALF = Answer(Lever.PARALLEL, 0.5, 10 * MINUTE, "half as many jobs side by side")
_SLOWER = Answer(Lever.RETRIES, 60, 10 * MINUTE, "a minute at least before anything is tried again")
_RARELY = Answer(Lever.RETRIES, 300, 15 * MINUTE, "five minutes at least before anything is tried again")
_FAILED_FIRST = Answer(Lever.TESTS, 0, 30 * MINUTE, "tests that failed last run first")
ANSWERS: Mapping[str, Answer] = {
    "exhaustion": _ONE, "starvation": _ONE, "overload": _HALF, "thundering_herd": _HALF, "deadlock": _ONE,
    "retry_storm": _SLOWER, "cascade": _SLOWER, "correlated_failure": _SLOWER, "quota_limit": _RARELY,
    "repeated_error": _FAILED_FIRST, "regression_after_change": _FAILED_FIRST, "flaky": _FAILED_FIRST,
}  # fmt: skip
"""By the id of the rule; patterns that are not here are told and change nothing."""


def follow(held: Iterable[Measure], patterns: Iterable[Pattern], now: float) -> tuple[Measure, ...]:
    """The measures at `now` (seconds since the epoch): those held until they expire, renewed by what still shows.

    Of several for one lever the strictest is in force, so that only it is kept.
    """
    kept = {one.lever: one for one in held if one.until > now}
    for pattern in patterns:
        answer = ANSWERS.get(pattern.rule)
        if answer is not None and pattern.active and pattern.last + answer.stays > now:
            made = _measure(answer, pattern, now)
            known = kept.get(answer.lever)
            kept[answer.lever] = made if known is None else _stricter(known, made)
    return tuple(kept[lever] for lever in Lever if lever in kept)


def words(measure: Measure) -> str:
    """What a measure does, in words."""
    answer = ANSWERS.get(measure.rule)
    return answer.words if answer else f"{measure.lever.value} {measure.value:g}"


def _measure(answer: Answer, pattern: Pattern, now: float) -> Measure:
    until = max(pattern.last, now) + answer.stays
    return Measure(
        lever=answer.lever, value=answer.value, rule=pattern.rule, reason=pattern.text, since=now, until=until
    )


def _stricter(known: Measure, made: Measure) -> Measure:
    """The same one renewed, or the one that holds back more."""
    if known.rule == made.rule:
        return replace(made, since=known.since)
    stricter = made.value < known.value if known.lever is Lever.PARALLEL else made.value > known.value
    return made if stricter else known
