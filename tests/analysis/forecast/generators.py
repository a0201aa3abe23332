"""Series of a resource as machines show them, with the moment the limit is reached: what benchmark and tests score on.

Every family is a function of a random generator and of times (seconds), giving shares of the limit before noise. A
family leaks (it runs out sooner or later) or rests. `HELD_OUT` names whole families that no tuning looks at.
"""

from zlib import crc32

import numpy as np
from msgspec import Struct

from console.analysis.forecast import Direction
from tests.analysis.forecast.fresh import FRESH_LEAKS, FRESH_RESTING
from tests.analysis.forecast.ingredients import Floats, Shape
from tests.analysis.forecast.leaking import LEAKS
from tests.analysis.forecast.resting import RESTING

HOURS = 6.0
DOWN = "falling "
"""A family of this beginning is the rest of its name upside down."""


class Trace(Struct, frozen=True):
    """A generated series; `exhausted` is when it first meets `limit` (seconds), None when it never does."""

    family: str
    seed: int
    limit: float
    times: Floats
    values: Floats
    exhausted: float | None
    direction: Direction = Direction.UP


_UPWARDS: dict[str, Shape] = {shape.__name__: shape for shape in (*LEAKS, *RESTING, *FRESH_LEAKS, *FRESH_RESTING)}
FAMILIES = (*_UPWARDS, *(DOWN + name for name in ("linear", "gc_leak", "plateau")))
HELD_OUT = frozenset(
    [
        "slowing_leak", "batch_steps", "wavy_leak", "restarted_leak", "step_then_leak", "several_steps", "restarts",
        "paused_leak", "two_leaks", "sparse_leak", "filling_disk", "jobs_load", "warm_up", "slow_creep",
        "climbs_and_stays", "falling gc_leak",
    ]
)  # fmt: skip


def _times(rng: np.random.Generator, family: str) -> Floats:
    """Moments of measurement: mostly even, sometimes slow, jittered or with gaps."""
    step = float(rng.choice([5.0, 15.0, 30.0])) if family == "fast_ramp" else float(rng.choice([5.0, 15.0, 15.0, 60.0]))
    times = np.arange(0.0, HOURS * 3600, step)
    kind = rng.random()
    if kind < 0.15:
        times = np.sort(times + rng.uniform(-0.45, 0.45, len(times)) * step)
    elif kind < 0.3:
        times = times[rng.random(len(times)) > 0.2]
    elif kind < 0.4 and family != "fast_ramp":
        gap = rng.uniform(0.1, 0.5) * times[-1]
        times = times[(times < gap) | (times > gap + rng.uniform(300, 1500))]
    return times - times[0]


def generate(family: str, seed: int) -> Trace:
    """One series of a family; the same seed gives the same series."""
    rng = np.random.default_rng([crc32(family.encode()), seed])
    times = _times(rng, family)
    shares = np.maximum(_UPWARDS[family.removeprefix(DOWN)](rng, times), 0.0)
    reached = np.flatnonzero(shares >= 1.0)
    shares[reached[0] if len(reached) else len(shares) :] = 1.0
    limit = float(rng.choice([2048, 8192, 20480, 102400]))
    exhausted = float(times[reached[0]]) if len(reached) else None
    if family.startswith(DOWN):
        return Trace(family, seed, 0.0, times, (1 - shares) * limit, exhausted, Direction.DOWN)
    return Trace(family, seed, limit, times, shares * limit, exhausted)
