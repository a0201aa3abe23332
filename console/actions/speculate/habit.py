"""After saving files like these, which job does the person ask for?

One case is a stretch of saving that ends when nothing was saved for the window, or when the person asks for a job;
it counts for every class of files saved in it. What followed in enough of the cases will probably follow again.
"""

import os
from collections.abc import Iterable, Mapping

from msgspec import Struct

WINDOW = 120.0
LIKELY = 0.7
CASES = 5
WORTH = 0.5
TRIED = 4
"""So many guesses are needed before their hit rate says anything."""
SPAN = 7 * 86_400.0
"""Guesses older than this many seconds are forgiven, so that what was switched off is tried again."""


class Habit(Struct, frozen=True):
    """How often files of a class were saved (`cases`), and in how many of these each job followed."""

    cases: int = 0
    kept: Mapping[str, int] = {}

    def with_case(self, job: str) -> "Habit":
        """One more case; `job` is what followed, empty for none."""
        kept = dict(self.kept)
        if job:
            kept[job] = kept.get(job, 0) + 1
        return Habit(self.cases + 1, kept)


class Guess(Struct, frozen=True):
    """A job that was started early: when (seconds since the epoch), and whether it was asked for; None while open."""

    time: float
    right: bool | None = None


class Cases:
    """The case that is open now. Every method takes the moment in seconds that never go back."""

    def __init__(self) -> None:
        self._classes: set[str] = set()
        self._last = 0.0

    def saved(self, classes: Iterable[str], now: float) -> frozenset[str]:
        """Files of these classes were saved; returns the classes of a case that this closes without a job."""
        closed = self.expired(now)
        self._classes.update(classes)
        self._last = now
        return closed

    def expired(self, now: float) -> frozenset[str]:
        """The classes of a case that is over because nothing followed in its window."""
        return self._close() if self._classes and now - self._last > WINDOW else frozenset()

    def asked(self, now: float) -> frozenset[str]:
        """The person asked for a job: the classes of the case that this closes; none when there was none."""
        return self._close() if now - self._last <= WINDOW else frozenset()

    def _close(self) -> frozenset[str]:
        closed, self._classes = frozenset(self._classes), set()
        return closed


def class_of(path: str, project: str) -> str:
    """The class of a file: the folder at the top of the project, and the suffix."""
    name = os.path.relpath(path, project)
    top, _, rest = name.partition(os.sep)
    return f"{top}/*{os.path.splitext(rest)[1]}" if rest else f"*{os.path.splitext(name)[1]}"


def likely(habits: Mapping[str, Habit], classes: Iterable[str]) -> str:
    """The job that probably follows on saving files of these classes; empty where none does."""
    found = [
        (count / habit.cases, job)
        for one in classes
        if (habit := habits.get(one)) is not None and habit.cases >= CASES
        for job, count in habit.kept.items()
    ]
    chance, job = max(found, default=(0.0, ""))
    return job if chance >= LIKELY else ""


def rate(guesses: Iterable[Guess], now: float) -> tuple[int, int]:
    """How many of the guesses that still count are closed, and how many of these were right."""
    closed = [guess.right for guess in guesses if guess.right is not None and now - guess.time <= SPAN]
    return len(closed), sum(closed)


def worth(guesses: Iterable[Guess], now: float) -> bool:
    """Whether guessing goes on: it turns itself off when too few guesses were right."""
    closed, right = rate(guesses, now)
    return closed < TRIED or right >= WORTH * closed
