"""What every system of the view is: it hears something, and reports in plain words when asked."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from console.model.vsm import Remark, System, Tone

MOST = 12
"""Remarks of one system that are kept."""
_ORDER = (Tone.WELL, Tone.UNKNOWN, Tone.WATCH, Tone.TROUBLE)

T_contra = TypeVar("T_contra", contravariant=True)


class Listener(Protocol[T_contra]):
    """A system with its inbox: `hear` takes one item of the bus, `report` says how things stand."""

    @property
    def name(self) -> str:
        """The name under which it listens."""
        ...

    def hear(self, item: T_contra) -> None:
        """Take one item; pure, nothing waits."""
        ...

    def report(self, now: float) -> System:
        """How things stand at `now` (seconds since the epoch)."""
        ...


def worst(remarks: Iterable[Remark]) -> Tone:
    """The tone that asks most for a look."""
    return max((one.tone for one in remarks), key=_ORDER.index, default=Tone.WELL)


def told(name: str, sign: str, headline: str, remarks: Iterable[Remark], tone: Tone | None = None) -> System:
    """A report; its tone is that of its worst remark unless it is given."""
    listed = sorted(remarks, key=lambda one: -_ORDER.index(one.tone))
    return System(name=name, sign=sign, headline=headline, tone=tone or worst(listed), remarks=tuple(listed[:MOST]))
