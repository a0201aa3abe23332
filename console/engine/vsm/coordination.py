"""Coordination: what gets in each other's way, and what swings to and fro."""

from console.engine.found import Found
from console.engine.vsm.system import told
from console.model.pattern import Pattern
from console.model.vsm import Remark, System, Tone

CONFLICTS = {
    "flapping": "a result that changes again and again", "oscillation": "a figure that swings",
    "thundering_herd": "many starts at once", "retry_storm": "retries that feed themselves",
    "deadlock": "a circle of waiting", "cascade": "failures that pull others down",
    "correlated_failure": "failures with something in common",
}  # fmt: skip


class Coordination:
    """Hears the patterns that tell of conflicts."""

    name = "vsm.coordination"

    def __init__(self) -> None:
        self._shown: tuple[Pattern, ...] = ()

    def hear(self, item: Found) -> None:
        """Take the newest look."""
        self._shown = tuple(one for one in item.patterns if one.active and one.rule in CONFLICTS)

    def report(self, now: float) -> System:
        """The conflicts at present."""
        del now
        remarks = [Remark(one.rule, f"{CONFLICTS[one.rule]}: {one.text}", Tone.TROUBLE) for one in self._shown]
        n = len(remarks)
        words = f"{n} conflict{'s' * (n != 1)}" if n else "nothing gets in each other's way"
        return told("Coordination", "S2", words, remarks)
