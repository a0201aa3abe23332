"""How long it takes from an edit to the next pass."""

import statistics
from collections import deque

from console.model.flow import Act, Step

MOST = 200
LONGEST = 4 * 3600.0


class EditToGreen:
    """The median of seconds from the first edit after a pass to the next pass."""

    def __init__(self) -> None:
        self._edited: float | None = None
        self._took: deque[float] = deque(maxlen=MOST)

    def take(self, step: Step) -> bool:
        """Take an edit, or a command that passed; whether this is the first pass after an edit."""
        if step.act is Act.EDIT:
            self._edited = step.time if self._edited is None else self._edited
        elif step.act is Act.END and step.passed and self._edited is not None and step.time > self._edited:
            if step.time - self._edited <= LONGEST:
                self._took.append(step.time - self._edited)
            self._edited = None
            return True
        return False

    @property
    def median(self) -> float | None:
        """Seconds; None before the first."""
        return statistics.median(self._took) if self._took else None
