"""Error budgets: how much may go wrong, how fast it does, and what is left.

A rate budget allows so many episodes an hour, a ratio budget a share of a total.
"""

from enum import StrEnum

from msgspec import Struct


class Condition(StrEnum):
    """The word for a budget. It never says stop: what fails is looked at while the rest goes on."""

    HEALTHY = "healthy"
    DEGRADED = "degraded"
    INVESTIGATE = "investigate"


class Burn(Struct, frozen=True, kw_only=True):
    """One window: `bad` of `total` in the last `seconds`; `rate` 1 uses the budget up exactly at its end.

    A rate budget has no total and counts episodes; `raw` are the events behind them.
    """

    window: str
    seconds: float
    bad: int
    rate: float
    total: int | None = None
    raw: int | None = None


class Tier(Struct, frozen=True, kw_only=True):
    """An alarm of a long and a short window, which must both burn at `factor` or faster.

    `need_long` and `need_short` are the least counts, `since` when it began to fire (seconds since the epoch).
    """

    name: str
    meaning: str
    factor: float
    long: Burn
    short: Burn
    need_long: int
    need_short: int
    since: float | None = None

    @property
    def firing(self) -> bool:
        """Whether the alarm is on."""
        return self.since is not None


class Spender(Struct, frozen=True, kw_only=True):
    """One kind of error and its share of what the budget window spent."""

    signature: str
    title: str
    episodes: int
    events: int
    share: float
    last: float


class Budget(Struct, frozen=True, kw_only=True):
    """One budget at one moment; times in seconds since the epoch, durations in seconds.

    `remaining` is at most 1 and falls below 0 when more was spent than there was. `exhausts` is how long the rest
    lasts at the pace of the window named `pace`; None when nothing burns. `likely` is the probability that the true
    rate is above `limit` (twice it while the word is INVESTIGATE). `note` says in words why no verdict can be given,
    `advice` what follows. `single` tells that one kind of error makes up most of it: no reason to hold up the rest.
    """

    name: str
    at: float
    condition: Condition
    since: float
    limit: float
    window: float
    spent: int
    remaining: float
    burns: tuple[Burn, ...]
    tiers: tuple[Tier, ...]
    spenders: tuple[Spender, ...] = ()
    exhausts: float | None = None
    pace: str = ""
    likely: float | None = None
    note: str = ""
    advice: str = ""
    single: bool = False

    @property
    def alarm(self) -> bool:
        """Whether a person should look: a tier fires, or the odds are that the rate is above twice the limit."""
        return self.condition is Condition.INVESTIGATE or any(tier.firing for tier in self.tiers)
