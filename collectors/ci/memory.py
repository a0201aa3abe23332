"""What was seen of a place, kept so that nothing is told twice and nothing is missed over a restart."""

import msgspec
from msgspec import Struct

from console.model.ci import CiJob, Run

KEPT = 200


class Seen(Struct, frozen=True):
    """How a run stood: attempt and the server's word; `told` are jobs whose end was told, `settled` that all are."""

    attempt: int
    raw: str
    settled: bool = False
    told: tuple[str, ...] = ()


class Memory:
    """The runs of one place by their id; only the newest are kept. `fresh` tells that nothing was ever seen."""

    def __init__(self, stored: bytes | None) -> None:
        self._runs = _load(stored)
        self.fresh = not self._runs
        self._jobs: dict[str, CiJob] = {}

    def dump(self) -> bytes:
        """The memory as it is stored."""
        return msgspec.msgpack.encode(self._runs)

    def changed(self, run: Run) -> bool:
        """Whether a run is new or stands otherwise than when it was seen last."""
        seen = self._runs.get(run.id)
        return seen is None or (seen.attempt, seen.raw) != (run.attempt, run.stand.raw)

    def settled(self, run: Run) -> bool:
        """Whether the run was seen as it is now, with all of its jobs over."""
        seen = self._runs.get(run.id)
        return seen is not None and seen.settled and not self.changed(run)

    def told(self, run: Run, job: CiJob) -> bool:
        """Whether the end of a job was told."""
        seen = self._runs.get(run.id)
        return seen is not None and job.id in seen.told

    def new_jobs(self, jobs: tuple[CiJob, ...]) -> tuple[CiJob, ...]:
        """Those of the jobs that stand otherwise than before; they are known from now on."""
        new = tuple(job for job in jobs if self._jobs.get(_key(job)) != job)
        self._jobs |= {_key(job): job for job in new}
        return new

    def see(self, run: Run, *, settled: bool) -> None:
        """Remember how a run stands."""
        before = self._runs.pop(run.id, None)
        self._runs[run.id] = Seen(run.attempt, run.stand.raw, settled, before.told if before else ())
        while len(self._runs) > KEPT:
            gone = next(iter(self._runs))
            del self._runs[gone]
        self._jobs = {key: job for key, job in self._jobs.items() if job.run in self._runs}

    def tell(self, run: str, job: str) -> None:
        """Remember that the end of a job was told."""
        seen = self._runs.get(run)
        if seen is not None and job not in seen.told:
            self._runs[run] = msgspec.structs.replace(seen, told=(*seen.told, job))


def _key(job: CiJob) -> str:
    return f"{job.run}/{job.id}"


def _load(stored: bytes | None) -> dict[str, Seen]:
    if stored is None:
        return {}
    try:
        return msgspec.msgpack.decode(stored, type=dict[str, Seen])
    except msgspec.MsgspecError:
        return {}
