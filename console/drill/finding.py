"""What the console made of one run: everything by which the drill judges it, as read from the store."""

from msgspec import Struct

from console.drill.kind import Run
from console.model.failure import Category, Suggestion
from console.model.job import JobState


class Times(Struct, frozen=True, kw_only=True):
    """When a run was over, when its failure stood in the store, when it was understood; seconds since the epoch."""

    over: float
    noticed: float | None = None
    understood: float | None = None

    @property
    def notice(self) -> float | None:
        """Seconds from the end of the run until its failure could be seen; None when it never could."""
        return None if self.noticed is None else max(0.0, self.noticed - self.over)

    @property
    def understanding(self) -> float | None:
        """Seconds from the end of the run until its category and suggestions could be seen."""
        return None if self.understood is None else max(0.0, self.understood - self.over)


class Finding(Struct, frozen=True, kw_only=True):
    """One run and what the console says of it.

    `cluster` is 0 for what was not noticed, `cause` the cluster that stands for its cause. `told` are the lines that
    were marked as its cause, of the `evidence`.
    """

    run: Run
    job: int
    state: JobState
    times: Times
    cluster: int = 0
    cause: int = 0
    title: str = ""
    category: Category = Category.UNKNOWN
    confidence: float = 0.0
    reason: str = ""
    told: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def noticed(self) -> bool:
        """Whether a failure of this run stands in the store."""
        return self.cluster > 0

    @property
    def ended_right(self) -> bool:
        """Whether the run came out as its kind does: else the drill itself is at fault."""
        return self.state is self.run.kind.ends

    @property
    def categorised(self) -> bool:
        """Whether its category is the true one."""
        return self.noticed and self.category is self.run.kind.category

    @property
    def located(self) -> bool:
        """Whether a line that was marked as its cause is the one that tells it."""
        return any(self.run.kind.cause in line for line in self.told)
