"""From how sure something is and what it can do to how it is done."""

from collections.abc import Collection

from msgspec import Struct

from console.actions.decide.reach import Reach
from console.model.failure import Risk
from console.model.ruling import Mode, Option
from console.model.settings import DecideSettings

_ORDER = (Mode.DO, Mode.WATCH, Mode.CHECKPOINT, Mode.ASK, Mode.NEVER)
_HARMFUL = (Reach.DESTRUCTIVE, Reach.NETWORK_WRITE, Reach.OUTSIDE)


class Proposal(Struct, frozen=True, kw_only=True):
    """Something that could be done: in words, how sure it is to help, what can be lost, and what it can reach.

    `kind` is its name in `[decide] automatic`; `person` tells that somebody asked for it, `granted` that somebody gave
    leave for a stretch of work, in which what does harm is asked for whatever the settings say. `asks` is a reason for
    always asking. `protected` tells that a checkpoint can be made before. `said` and `rule` are the mode and the name
    of the rulebook's entry about it.
    """

    what: str
    confidence: float
    risk: Risk
    reach: Reach
    kind: str = "fix"
    person: bool = False
    granted: bool = False
    asks: str = ""
    protected: bool = False
    said: Mode | None = None
    rule: str = ""
    words: str = ""


def judged(proposal: Proposal, settings: DecideSettings) -> Option:
    """How the proposal is done, and why so. What a person may confirm is ASK; what nobody may, NEVER."""
    mode, reason = _graded(proposal, settings)
    if proposal.said is not None:
        mode, reason = proposal.said, f"the rulebook says so ({proposal.rule})"
    for stricter, why in _limits(proposal, settings):
        if _ORDER.index(stricter) > _ORDER.index(mode):
            mode, reason = stricter, why
    if mode is Mode.CHECKPOINT and not proposal.protected:
        mode, reason = Mode.ASK, f"{reason}; nothing here can make a checkpoint before"
    return Option(proposal.what, proposal.confidence, mode, reason)


def _graded(proposal: Proposal, settings: DecideSettings) -> tuple[Mode, str]:
    """The mode of the confidence alone."""
    sure = proposal.confidence
    told = f"{sure:.0%} sure ({proposal.words})" if proposal.words else f"{sure:.0%} sure"
    if sure < settings.checkpoint:
        return Mode.ASK, f"only {told}"
    if proposal.risk is not Risk.SAFE:
        return Mode.CHECKPOINT, f"{told}, and it is {proposal.risk.value}, not safe"
    if sure > settings.do:
        return Mode.DO, f"{told}, and safe"
    return (Mode.WATCH if sure >= settings.watch else Mode.CHECKPOINT), told


def _limits(proposal: Proposal, settings: DecideSettings) -> list[tuple[Mode, str]]:
    """What no confidence outweighs."""
    found: list[tuple[Mode, str]] = []
    if proposal.risk is Risk.DESTRUCTIVE or proposal.reach is Reach.DESTRUCTIVE:
        found.append((Mode.ASK, "it can destroy something"))
    if proposal.asks:
        found.append((Mode.ASK, proposal.asks))
    if proposal.person:
        return found
    if proposal.granted and proposal.reach in (*_HARMFUL, Reach.UNKNOWN):
        found.append((Mode.ASK, f"what it reaches is {proposal.reach.value}, for which nobody gave leave"))
    if not proposal.granted and proposal.kind not in settings.automatic:
        found.append((Mode.ASK, f"{proposal.kind} is not among what is done without a person ([decide] automatic)"))
    if _is_never(proposal.reach, settings.never):
        found.append((Mode.ASK, f"{proposal.reach.value} is never done without a person ([decide] never)"))
    return found


def _is_never(reach: Reach, never: Collection[str]) -> bool:
    return reach.value in never or (reach is Reach.UNKNOWN and any(one.value in never for one in _HARMFUL))
