"""What one run of a tool has told of its cache so far."""

from console.model.caches import Miss

NAMED = 20


class Tally:
    """Counts what was found and what was not; of what was not the first twenty are named."""

    def __init__(self) -> None:
        self.hits = 0
        self.misses = 0
        self.saved: float | None = None
        self._missed: dict[str, Miss] = {}

    def hit(self, n: int = 1) -> None:
        """So much was found."""
        self.hits += n

    def miss(self, what: str = "", why: str = "", seconds: float | None = None, *, n: int = 1) -> None:
        """So much was not found."""
        self.misses += n
        self.name(what, why, seconds)

    def name(self, what: str, why: str = "", seconds: float | None = None) -> None:
        """What was not found, without counting it."""
        if what and len(self._missed) < NAMED:
            self._missed.setdefault(what, Miss(what, why, seconds))

    @property
    def missed(self) -> tuple[Miss, ...]:
        """What was not found, the dearest first."""
        return tuple(sorted(self._missed.values(), key=lambda miss: -(miss.seconds or 0.0)))
