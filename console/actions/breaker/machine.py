"""The circuit breaker as a pure state machine (Nygard, "Release It!", 2007): closed, open, half open, or held.

Every function takes the breaker and the moment and returns the breaker that follows. Time is that of the boot, so
that a wall clock that jumps neither opens nor closes anything; after a reboot a break goes on at most as long as it
was to last, and whoever held the probe is gone.
"""

from collections.abc import Callable

from msgspec.structs import replace

from console.actions.breaker.limits import Call, Limits
from console.actions.breaker.window import added, verdict
from console.model.breaker import Answer, Breaker, BreakerState, Moment

Random = Callable[[], float]
"""Numbers from 0 up to 1."""

_BROKEN = (BreakerState.OPEN, BreakerState.HALF_OPEN)


def ask(breaker: Breaker, now: Moment, token: str, limits: Limits) -> tuple[Breaker, Answer]:
    """Ask for leave to call; `token` names the asker. After a break exactly one asker gets it, as a probe."""
    breaker = settled(breaker, now)
    if breaker.state is BreakerState.CLOSED:
        return breaker, Answer(allowed=True)
    if breaker.state is BreakerState.HELD:
        return breaker, Answer(allowed=False, wait=None, why=_told(breaker))
    wait = _left(breaker, now, limits)
    if wait > 0:
        return breaker, Answer(allowed=False, wait=wait, why=_told(breaker))
    probing = replace(breaker, state=BreakerState.HALF_OPEN, probe=token, leased=now)
    return probing, Answer(allowed=True, probe=token, why=f"a probe: {_told(breaker)}")


def record(breaker: Breaker, call: Call, now: Moment, limits: Limits, random: Random) -> Breaker:
    """Take note of how a call ended. While broken only the probe's word counts; a late one of others does not."""
    breaker = settled(breaker, now)
    if breaker.state is BreakerState.HELD:
        return breaker
    if breaker.state in _BROKEN:
        return _probed(breaker, call, now, limits, random)
    seen = added(breaker.window, call, now, limits)
    why = verdict(seen, limits)
    if not call.ok and call.retry_after:
        why = f"it asked to be left alone for {call.retry_after:.0f} s"
    if not why:
        return replace(breaker, window=seen, boot=now.boot)
    return _opened(replace(breaker, boot=now.boot), why, call, now, limits, random)


def release(breaker: Breaker, probe: str) -> Breaker:
    """Give back a probe that ended without telling anything: the next asker gets it."""
    mine = breaker.state is BreakerState.HALF_OPEN and probe and breaker.probe == probe
    return replace(breaker, probe="", leased=None) if mine else breaker


def hold(breaker: Breaker, why: str, now: Moment) -> Breaker:
    """Open it by hand, until it is reset."""
    return Breaker(key=breaker.key, state=BreakerState.HELD, opened=now, why=why)


def reset(breaker: Breaker) -> Breaker:
    """Close it by hand and forget what led to its state."""
    return Breaker(key=breaker.key)


def trip(breaker: Breaker, why: str, now: Moment, pause: float) -> Breaker:
    """Open it for at least `pause` seconds from now on, whatever the calls say; one that a person holds stays so."""
    if breaker.state is BreakerState.HELD:
        return breaker
    trips = breaker.trips + (breaker.state is not BreakerState.OPEN)
    return Breaker(
        key=breaker.key, state=BreakerState.OPEN, boot=now.boot, opened=now, pause=pause, trips=trips, why=why
    )


def ease(breaker: Breaker, now: Moment) -> Breaker:
    """End a break early: the next asker gets the probe."""
    return replace(breaker, opened=now, pause=0.0) if breaker.state is BreakerState.OPEN else breaker


def settled(breaker: Breaker, now: Moment) -> Breaker:
    """The breaker in the time of this boot: windows and probes of another are gone, a break goes on."""
    opened = breaker.opened
    if opened is not None and _foreign(opened, now):
        breaker = replace(breaker, opened=now.back(now.since(replace(opened, boot=""), breaker.pause)))
        breaker = replace(breaker, probe="", leased=None)
    if breaker.leased is not None and _foreign(breaker.leased, now):
        breaker = replace(breaker, probe="", leased=None)
    if breaker.window and breaker.boot != now.boot:
        breaker = replace(breaker, window=(), boot=now.boot)
    return breaker


def left(breaker: Breaker, now: Moment, limits: Limits) -> float:
    """Seconds until somebody may try again; 0 when one may now or when only a person can say."""
    breaker = settled(breaker, now)
    return _left(breaker, now, limits) if breaker.state in _BROKEN else 0.0


def _foreign(moment: Moment, now: Moment) -> bool:
    """Whether a moment lies in another boot, or later than now in this one, which only a restored machine brings."""
    return moment.boot != now.boot or moment.ticks > now.ticks


def _left(breaker: Breaker, now: Moment, limits: Limits) -> float:
    if breaker.state is BreakerState.HALF_OPEN:
        return limits.lease - now.since(breaker.leased, limits.lease) if breaker.leased else 0.0
    return breaker.pause - now.since(breaker.opened, breaker.pause) if breaker.opened else 0.0


def _probed(breaker: Breaker, call: Call, now: Moment, limits: Limits, random: Random) -> Breaker:
    mine = breaker.state is BreakerState.HALF_OPEN and call.probe and call.probe == breaker.probe
    if mine and call.ok:
        return Breaker(key=breaker.key, boot=now.boot)
    if mine:
        return _opened(breaker, "the probe failed", call, now, limits, random)
    longer = not call.ok and call.retry_after and breaker.state is BreakerState.OPEN
    if longer and call.retry_after and call.retry_after > _left(breaker, now, limits):
        why = f"it asked to be left alone for {call.retry_after:.0f} s"
        return replace(breaker, opened=now, pause=min(call.retry_after, limits.asked), why=why)
    return breaker


def _opened(breaker: Breaker, why: str, call: Call, now: Moment, limits: Limits, random: Random) -> Breaker:
    """Open for 5 s * 2^k with equal jitter, or for as long as the other side asked, whichever is longer."""
    span = min(limits.longest, limits.first * 2.0 ** min(breaker.trips, 60))
    pause = max(span * (0.5 + random() / 2), min(call.retry_after or 0.0, limits.asked))
    return replace(
        breaker, state=BreakerState.OPEN, window=(), opened=now, pause=pause, trips=breaker.trips + 1, probe="",
        leased=None, why=why,
    )  # fmt: skip


def _told(breaker: Breaker) -> str:
    return f"{breaker.key} is {breaker.state.value}: {breaker.why}"
