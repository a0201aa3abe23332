"""How much more slowly the machine is sampled when power is short or nobody looks."""

from collections.abc import Callable

import psutil

SLOWER = 2.0
GLANCE_S = 30.0


def on_battery() -> bool:
    """Whether this machine runs from its battery now; False where that cannot be known."""
    battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    return battery is not None and battery.power_plugged is False


class Restraint:
    """Tells by what factor intervals between samples are longer: 2 on battery or while nobody looks, else 1.

    `unseen` tells whether consoles are open that nobody looks at; `monotonic` gives seconds, the battery is asked for
    at most every half minute.
    """

    def __init__(
        self, unseen: Callable[[], bool], monotonic: Callable[[], float], battery: Callable[[], bool] = on_battery
    ) -> None:
        self._unseen = unseen
        self._monotonic = monotonic
        self._battery = battery
        self._asked = float("-inf")
        self._short = False

    def factor(self) -> float:
        """The factor of this moment."""
        now = self._monotonic()
        if now - self._asked >= GLANCE_S:
            self._asked, self._short = now, self._battery()
        return SLOWER if self._short or self._unseen() else 1.0
