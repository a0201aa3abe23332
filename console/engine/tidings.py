"""What the analysts found, as events in the third voice: quiet, so that none counts as a failure it tells of."""

from typing import Any

import msgspec

from console.model.budget import Budget, Condition
from console.model.event import Draft, Severity, Voice
from console.model.pain import Gate, Pain
from console.model.pattern import Pattern

SOURCE = "findings"
LONGEST = 500
_GATES = {Gate.SHUT: "hurts too much, nothing starts there by itself", Gate.PROBE: "calmed, one probe may run"}

Word = tuple[Condition, tuple[str, ...]]


def word(budget: Budget) -> Word:
    """What of a budget is told when it changes: the word, and the alarms."""
    return budget.condition, tuple(tier.name for tier in budget.tiers if tier.firing)


def of_budget(budget: Budget) -> Draft:
    """A budget whose word or alarms have changed."""
    firing = word(budget)[1]
    text = f"{budget.name}: {budget.condition}, {_spent(budget)}, {budget.remaining:.0%} left"
    text = f"{text}; {', '.join(firing)}" if firing else text
    text = f"{text}; {budget.advice}" if budget.advice else text
    attrs = {"budget": budget.name, "condition": budget.condition, "tiers": list(firing)}
    return finding(budget.at, f"budget.{budget.condition}", text, f"budget {budget.condition}", attrs)


def of_pattern(pattern: Pattern) -> Draft:
    """A pattern that began or got worse."""
    attrs = msgspec.to_builtins(pattern)
    return finding(pattern.since, f"pattern.{pattern.rule}", pattern.text, pattern.rule, attrs)


def of_pain(pain: Pain) -> Draft:
    """A gate that moved."""
    causes = "; ".join(share.cause.text for share in pain.shares[:3])
    words = _GATES.get(pain.gate, "is well again")
    text = f"{pain.scope} {words} (pain {pain.level:.2f}){': ' if causes else ''}{causes}"
    attrs = {"scope": pain.scope, "level": pain.level}
    return finding(pain.at, f"pain.{pain.gate}", text, f"pain {pain.gate}", attrs)


def finding(time: float, kind: str, text: str, template: str, attrs: dict[str, Any]) -> Draft:
    """An event of something the console inferred, at `time` (seconds since the epoch)."""
    return Draft(
        time=time, source=SOURCE, kind=kind, voice=Voice.HAND, severity=Severity.NOTICE, text=text[:LONGEST],
        template=template, attrs=attrs,
    )  # fmt: skip


def _spent(budget: Budget) -> str:
    """`14 in the last hour`, or of a share `3 of 40 failed in 7d`."""
    whole = max(budget.burns, key=lambda burn: burn.seconds)
    if whole.total is not None:
        return f"{whole.bad} of {whole.total} failed in {whole.window}"
    hour = next(one for one in budget.burns if one.window == "1h")
    return f"{hour.bad} in the last hour"
