"""The pain of every scope, from tick to tick: how long causes go unhandled, who trips, who is to be told."""

from collections.abc import Iterable

from console.analysis.pain.gate import Trip
from console.analysis.pain.level import pain, together
from console.model.pain import Cause, Gate, Pain, Share

TICK = 10.0
LOUDER = (60.0, 180.0, 600.0)
"""Seconds unhandled after which a trip is told by bell, by notification, and by the person's command."""
MOST_SCOPES = 200
MOST_CAUSES = 500


def overall(pains: Iterable[Pain]) -> float:
    """The one figure, over all scopes."""
    return together(share.pain for one in pains for share in one.shares)


class _Known:
    """A cause that lasts: since when, and for how long it went unhandled when it was acknowledged."""

    __slots__ = ("frozen", "scope", "since")

    def __init__(self, scope: str, since: float) -> None:
        self.scope = scope
        self.since = since
        self.frozen: float | None = None

    def unhandled(self, now: float) -> float:
        return now - self.since if self.frozen is None else self.frozen


class PainSignal:
    """Feed it all causes every ten seconds; it says how much each scope hurts. Pure, time is given.

    What is not among the causes any more is over.
    """

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self._trips: dict[str, Trip] = {}

    def tick(self, causes: Iterable[Cause], now: float) -> tuple[Pain, ...]:
        """The pain of every scope that hurts or is not yet open again, the greatest first."""
        present = sorted({one.id: one for one in causes}.values(), key=lambda one: -one.weight)[:MOST_CAUSES]
        self._known = {one.id: self._known.get(one.id) or _Known(one.scope, now) for one in present}
        scopes = dict.fromkeys([*(one.scope for one in present), *self._trips])
        found = [self._scope(scope, [one for one in present if one.scope == scope], now) for scope in scopes]
        return tuple(sorted(found, key=lambda one: -one.level))

    def acknowledge(self, scope: str, now: float) -> int:
        """Someone sees to what hurts `scope`: it hurts as before, but grows no more. Returns how many causes."""
        seen = [known for known in self._known.values() if known.scope == scope]
        for known in seen:
            known.frozen = known.unhandled(now) if known.frozen is None else known.frozen
        return len(seen)

    def probe(self, scope: str, now: float, *, passed: bool) -> None:
        """How the one probe of a half-open scope ended."""
        trip = self._trips.get(scope)
        if trip is not None:
            trip.probe(now, passed=passed)

    def _scope(self, scope: str, causes: list[Cause], now: float) -> Pain:
        shares = sorted((self._share(cause, now) for cause in causes), key=lambda share: -share.pain)
        level = together(share.pain for share in shares)
        if len(self._trips) >= MOST_SCOPES and scope not in self._trips:
            return Pain(scope=scope, at=now, level=level, shares=tuple(shares))
        trip = self._trips.setdefault(scope, Trip())
        trip.tick(level, now)
        if trip.gate is Gate.OPEN and not causes:
            del self._trips[scope]
        return self._pain(scope, level, tuple(shares), trip, now)

    def _share(self, cause: Cause, now: float) -> Share:
        known = self._known[cause.id]
        felt = pain(cause, known.unhandled(now))
        return Share(cause=cause, pain=felt, since=known.since, acknowledged=known.frozen is not None)

    @staticmethod
    def _pain(scope: str, level: float, shares: tuple[Share, ...], trip: Trip, now: float) -> Pain:
        handled = any(share.acknowledged for share in shares)
        shut = trip.gate is Gate.SHUT and trip.since is not None and not handled
        unhandled = now - (trip.since or now) if shut else 0.0
        return Pain(
            scope=scope,
            at=now,
            level=level,
            shares=shares,
            gate=trip.gate,
            trips=trip.trips,
            unhandled=unhandled,
            loudness=sum(unhandled >= seconds for seconds in LOUDER),
        )
