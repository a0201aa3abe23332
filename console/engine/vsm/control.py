"""Control: how much may still go wrong, what runs out, and how what there is was shared out."""

from collections.abc import Callable

from console.engine.found import Found
from console.engine.vsm.strategy import words
from console.engine.vsm.system import told
from console.model.budget import Budget, Condition
from console.model.vsm import Measure, Remark, System, Tone

_TONES = {Condition.HEALTHY: Tone.WELL, Condition.DEGRADED: Tone.WATCH, Condition.INVESTIGATE: Tone.TROUBLE}


class Control:
    """Hears budgets and pain; `measures` are the changes of strategy in force."""

    name = "vsm.control"

    def __init__(self, measures: Callable[[], tuple[Measure, ...]]) -> None:
        self._measures = measures
        self._found = Found(at=0.0)

    def hear(self, item: Found) -> None:
        """Take the newest look."""
        self._found = item

    def report(self, now: float) -> System:
        """What is left of every budget, what runs out, and what is held back."""
        del now
        budgets = self._found.budgets
        remarks = [*map(_budget, budgets), *self._ends(), *map(_held, self._measures())]
        if not budgets:
            return told("Control", "S3", "the budgets have not been looked at yet", remarks, Tone.UNKNOWN)
        told_of = [one for one in budgets if not _scarce(one)] or [budgets[0]]
        least = min(told_of, key=lambda one: one.remaining)
        held = len(self._measures())
        share = f"; {held} limit{'s' * (held != 1)} changed for now" if held else "; nothing is held back"
        return told("Control", "S3", f"least is left of {least.name}: {least.remaining:.0%}{share}", remarks)

    def _ends(self) -> list[Remark]:
        ends = [one for one in self._found.patterns if one.rule == "exhaustion" and one.active]
        return [Remark("resources", one.text, Tone.TROUBLE) for one in ends]


def _scarce(one: Budget) -> bool:
    """Whether a share says nothing yet."""
    return bool(one.note) and bool(one.burns) and one.burns[0].total is not None


def _budget(one: Budget) -> Remark:
    if _scarce(one):
        return Remark(one.name, one.note, Tone.UNKNOWN)
    note = f"; {one.note}" if one.note else ""
    return Remark(one.name, f"{one.condition}, {one.remaining:.0%} left{note}", _TONES[one.condition])


def _held(one: Measure) -> Remark:
    return Remark(one.lever.value, f"{words(one)}: {one.reason}", Tone.WATCH)
