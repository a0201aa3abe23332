"""When a job of the project is due: `every` so often, or `at` a time of day.

Whatever the clock does, one run follows and not many: after a suspension or a leap ahead the time missed is one run,
and a time further off than the schedule allows (the clock went back) is worked out anew. A time of day that a change
to summer time leaves out comes right after it, one that comes twice in autumn counts the first time.
"""

from datetime import datetime, time, timedelta, tzinfo

from msgspec import Struct

from console.actions.recipes.spans import seconds
from console.model.settings import JobSettings

DAY = 86_400.0
SLACK = 3600.0
"""A day may be this much longer (the end of summer time); a clock set back by less does not repeat a run."""


class Due(Struct, frozen=True):
    """When a job runs next and when it last ran, in seconds since the epoch."""

    next: float
    last: float | None = None


def spec(settings: JobSettings) -> str:
    """The schedule in words, such as `every 10m` or `at 03:30`; empty without one. `every` wins over `at`.

    Of a deployment `every` is the time between two checks: nothing is deployed again and again.
    """
    if settings.every and not settings.check:
        return f"every {settings.every}"
    return f"at {settings.at}" if settings.at else ""


def following(words: str, now: float, zone: tzinfo | None = None) -> float:
    """The first moment after `now` at which a schedule is due; `zone` None is the machine's own."""
    kind, _, value = words.partition(" ")
    if kind == "every":
        return now + max(1.0, seconds(value))
    hour, minute = map(int, value.split(":"))
    day = datetime.fromtimestamp(now, zone).date()
    moments = (datetime.combine(day + timedelta(days=n), time(hour, minute), zone).timestamp() for n in range(3))
    return next(moment for moment in moments if moment > now)


def settle(words: str, known: Due | None, now: float, zone: tzinfo | None = None) -> tuple[bool, Due]:
    """Whether the job is to run now, and when it is due next; `known` is what was settled before."""
    if known is None:
        return False, Due(following(words, now, zone))
    if now >= known.next:
        return True, Due(_next(words, known.next, now, zone), now)
    longest = DAY + SLACK if words.startswith("at") else following(words, now) - now
    if known.next - now > longest:
        return False, Due(following(words, now, zone), known.last)
    return False, known


def _next(words: str, due: float, now: float, zone: tzinfo | None) -> float:
    """The next time: in step with the one that was due, but never one that is over already."""
    step = following(words, due, zone)
    return step if words.startswith("every") and step > now else following(words, now, zone)
