"""Policy: the limits that hold, what is shut because it hurt, and what a person decided otherwise."""

from collections.abc import Callable

from console.engine.found import Found
from console.engine.vsm.system import told
from console.model.pain import Gate, Pain
from console.model.ruling import Workaround
from console.model.settings import Settings
from console.model.vsm import Remark, System, Tone

_GATES = {Gate.SHUT: "nothing starts there by itself", Gate.PROBE: "one probe may run"}


class Policy:
    """Hears which scopes are shut; `taken` are the workarounds, those that a person refused among them."""

    name = "vsm.policy"

    def __init__(self, settings: Settings, taken: Callable[[], tuple[Workaround, ...]]) -> None:
        self._settings = settings
        self._taken = taken
        self._shut: tuple[Pain, ...] = ()

    def hear(self, item: Found) -> None:
        """Take the newest look."""
        self._shut = tuple(one for one in item.pains if one.gate is not Gate.OPEN)

    def report(self, now: float) -> System:
        """What holds, and by whose word."""
        del now
        shut = list(map(_gate, self._shut))
        refused = [Remark("refused by you", one.name) for one in self._taken() if one.refused]
        words = "; ".join((_tripped(self._shut), _refused(refused)))
        return told("Policy", "S5", words, [*shut, *refused, *self._limits()])

    def _limits(self) -> list[Remark]:
        settings, decide = self._settings, self._settings.decide
        alone = ", ".join(decide.automatic) or "nothing"
        return [
            Remark("errors", f"up to {settings.budget.errors_per_hour:g} an hour are healthy"),
            Remark("without you", f"{alone}; never {', '.join(decide.never) or 'refused'}"),
            Remark("breakers", f"open at {settings.breakers.failures:.0%} of at least {settings.breakers.calls} calls"),
        ]


def _gate(one: Pain) -> Remark:
    tone = Tone.TROUBLE if one.unhandled else Tone.WATCH
    return Remark(one.scope, f"pain {one.level:.2f}: {_GATES[one.gate]}", tone)


def _tripped(shut: tuple[Pain, ...]) -> str:
    return f"{len(shut)} tripped" if shut else "nothing is tripped"


def _refused(refused: list[Remark]) -> str:
    return f"{len(refused)} overridden by you" if refused else "nothing is overridden"
