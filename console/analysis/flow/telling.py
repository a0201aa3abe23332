"""When a change of flow is worth a word, and which: a block at once, everything else when it has settled."""

from console.model.event import Draft, Severity, Voice
from console.model.flow import Flow, FlowState

SOURCE = "flow"
SETTLED = 120.0
"""Seconds that a state has to hold before it is told."""
_WORDS = {
    FlowState.FLOWING: "work flows", FlowState.SLOWED: "work is slowed", FlowState.BLOCKED: "work is blocked",
    FlowState.RECOVERING: "work is on its way back", FlowState.IDLE: "nobody is at work",
}  # fmt: skip


class Teller:
    """Remembers what was told last."""

    def __init__(self) -> None:
        self._told: FlowState | None = None
        self._flowed = 0.0

    def begin(self, found: Flow) -> None:
        """What holds already is no news."""
        self._told, self._flowed = found.state, found.present

    def news(self, found: Flow) -> tuple[Draft, ...]:
        """The event of a change; nothing while nothing changed, or not for long enough."""
        if found.state is FlowState.FLOWING:
            self._flowed = found.present
        held = found.at - found.since >= SETTLED or found.state is FlowState.BLOCKED
        if found.state is self._told or not held:
            return ()
        flowed = self._flowed if self._told is FlowState.FLOWING else 0.0
        self._told = found.state
        return (_draft(found, flowed),)


def _draft(found: Flow, flowed: float) -> Draft:
    """A quiet event: it must never count as one of the failures it may tell of."""
    text = _WORDS[found.state]
    if found.friction is not None and found.state is not FlowState.FLOWING:
        text = f"{text}: {found.friction.words}{f' ({found.detail})' if found.detail else ''}"
    if flowed >= SETTLED:
        text = f"{text}, after {flowed / 60:.0f} min of flow"
    attrs: dict[str, object] = {"state": found.state.value, "score": found.score, "evidence": found.reason}
    if found.friction is not None:
        attrs["friction"] = found.friction.words
    severity = Severity.NOTICE if found.state is FlowState.BLOCKED else Severity.INFO
    return Draft(
        time=found.at, source=SOURCE, kind=f"flow.{found.state.value}", voice=Voice.HAND, severity=severity,
        text=text[:500], template=_WORDS[found.state], attrs=attrs,
    )  # fmt: skip
