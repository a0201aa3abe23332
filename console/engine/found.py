"""What the analysts found at one look, as it goes over the bus to whoever acts on it."""

from msgspec import Struct

from console.model.budget import Budget
from console.model.forecast import Forecast
from console.model.pain import Pain
from console.model.pattern import Pattern


class Found(Struct, frozen=True, kw_only=True):
    """Budgets, the patterns that go on or have just ended, the pain of each scope, and alarmed forecasts by series.

    `at` in seconds since the epoch.
    """

    at: float
    budgets: tuple[Budget, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    pains: tuple[Pain, ...] = ()
    forecasts: dict[str, Forecast] = {}
