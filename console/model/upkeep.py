"""What keeps the queue going and what holds it up: breakers, workarounds, tracks, and the runs that were spared."""

from msgspec import Struct

from console.model.autopilot import Flight
from console.model.breaker import Breaker
from console.model.job import Track
from console.model.ruling import Workaround


class Upkeep(Struct, frozen=True, kw_only=True):
    """The present upkeep of the queue.

    `breakers` are those that are not closed, `tracks` the groups that somebody set up. Of `checked` jobs with inputs
    `hits` did not have to run, which saved `saved` seconds. Of `guessed` jobs started early in the last week `right`
    were asked for. `autopilot` is the stretch that is on, None where none is.
    """

    breakers: tuple[Breaker, ...] = ()
    workarounds: tuple[Workaround, ...] = ()
    tracks: tuple[Track, ...] = ()
    checked: int = 0
    hits: int = 0
    saved: float = 0.0
    guessed: int = 0
    right: int = 0
    autopilot: Flight | None = None
