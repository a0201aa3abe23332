"""What people and agents did, counted by the minute, as far back as late events may still change it."""

from console.model.flow import Act

MINUTE = 60.0
KEPT = 45
LATE = 10
"""Minutes for which a late event is still counted; a minute is judged for good thereafter."""
PERSONAL = frozenset(
    {
        Act.EDIT,
        Act.READ,
        Act.COMMIT,
        Act.BEGIN,
        Act.END,
        Act.LIMIT,
        Act.ANSWER,
        Act.ASK,
        Act.SWITCH,
        Act.REPORT,
        Act.REVERT,
    }
)
"""Acts that show that somebody, or something, is at work."""
GREEN = "green"
"""Counted beside the acts: the first pass after an edit."""


class Minutes:
    """Counts of acts in each of the last 45 minutes; minutes are numbered since the epoch."""

    def __init__(self) -> None:
        self._counts: dict[int, dict[str, int]] = {}
        self.newest = 0

    def add(self, minute: int, what: str) -> None:
        """Count one act."""
        counts = self._counts.setdefault(minute, {})
        counts[what] = counts.get(what, 0) + 1
        self.advance(minute)

    def advance(self, minute: int) -> None:
        """Time went on to this minute; what is too old is forgotten."""
        self.newest = max(self.newest, minute)
        if len(self._counts) > 2 * KEPT:
            oldest = self.newest - KEPT
            self._counts = {at: counts for at, counts in self._counts.items() if at >= oldest}

    def total(self, what: str, first: int, last: int) -> int:
        """How often something happened from one minute to another, both included."""
        return sum(self._counts[at].get(what, 0) for at in range(first, last + 1) if at in self._counts)

    def marks(self, what: str, first: int, last: int) -> list[int]:
        """The minutes in which something happened."""
        return [at for at in range(first, last + 1) if at in self._counts and what in self._counts[at]]

    def busy(self, minute: int) -> bool:
        """Whether somebody was at work in a minute."""
        return any(act in PERSONAL for act in self._counts.get(minute, ()))

    def quiet(self, minute: int, last: int) -> int:
        """How many minutes around this one, until `last`, nobody did anything; 0 when somebody did in it."""
        if self.busy(minute):
            return 0
        before = next((n for n in range(KEPT) if self.busy(minute - n)), KEPT) - 1
        after = next((n for n in range(last - minute + 1) if self.busy(minute + n)), last - minute + 1) - 1
        return before + after + 1
