"""What hurts, from what the analysts found."""

import math
from collections.abc import Iterable, Iterator

from console.model.budget import Budget
from console.model.event import Severity
from console.model.pain import Cause
from console.model.pattern import Pattern

MACHINE = "machine"
BURN_WEIGHT = 0.9
SHARE_WEIGHT = 0.6
"""A share of jobs or tests that went badly hurts, but is no reason by itself to stop the machine's work."""
SURE = 0.9
"""How much is believed of what rules and burn rates say."""
_SCOPES = ("job", "service", "dependency", "queue", "source", "host")
_SEVERITIES = {
    Severity.DEBUG: 0.1, Severity.INFO: 0.25, Severity.NOTICE: 0.5, Severity.WARNING: 0.75, Severity.ERROR: 1.0,
    Severity.CRITICAL: 1.0,
}  # fmt: skip


def of_pattern(pattern: Pattern) -> Cause:
    """A pattern that shows; it hurts the job or service it is about, else the machine."""
    scope = next((f"{name}:{pattern.key[name]}" for name in _SCOPES if pattern.key.get(name)), MACHINE)
    eta = pattern.facts.get("eta")
    return Cause(
        kind=pattern.rule,
        scope=scope,
        weight=pattern.weight,
        severity=_SEVERITIES[pattern.severity],
        confidence=SURE,
        text=pattern.text,
        key=" ".join(str(value) for value in pattern.key.values()),
        eta=float(eta) if isinstance(eta, int | float) and math.isfinite(eta) else None,
    )


def of_budget(budget: Budget) -> Iterator[Cause]:
    """A budget that burns: half as bad at twice the pace, as bad as can be at six times.

    One kind of error alone counts half, since it is no reason to stop the rest.
    """
    firing = [tier for tier in budget.tiers if tier.firing]
    if not firing:
        return
    burn = max(tier.long.rate for tier in firing)
    severity = min(1.0, max(0.0, 0.5 + 0.5 * math.log(burn / 2) / math.log(3)))
    yield Cause(
        kind="burn",
        scope=MACHINE if not budget.single else f"kind:{budget.spenders[0].signature}",
        weight=BURN_WEIGHT if firing[0].long.total is None else SHARE_WEIGHT,
        severity=severity / 2 if budget.single else severity,
        confidence=SURE,
        text=f"{budget.name} burn at {burn:.1f} times the pace: {budget.advice}",
        key=budget.name,
    )


def gather(patterns: Iterable[Pattern], budgets: Iterable[Budget]) -> tuple[Cause, ...]:
    """All causes at present."""
    return (*(of_pattern(one) for one in patterns), *(cause for one in budgets for cause in of_budget(one)))
