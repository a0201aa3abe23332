"""Who is told of pain, how loud, and how often: louder while nobody sees to it, never more than is allowed."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime

from console.model.pain import Gate, Pain

HOUR = 3600.0
BELL, DESKTOP, COMMAND = 1, 2, 3
"""What each loudness of the pain signal asks for."""


class Louder:
    """Remembers how loud every scope was told of; a scope that is open again begins anew."""

    def __init__(self) -> None:
        self._told: dict[str, int] = {}

    def news(self, pains: Iterable[Pain]) -> list[Pain]:
        """The scopes that became louder since the last time, the loudest first."""
        shut = [one for one in pains if one.gate is Gate.SHUT]
        louder = [one for one in shut if one.loudness > self._told.get(one.scope, 0)]
        self._told = {one.scope: max(one.loudness, self._told.get(one.scope, 0)) for one in shut}
        return sorted(louder, key=lambda one: (-one.loudness, -one.level))


class Ration:
    """At most `most` in any hour."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._given: deque[float] = deque()

    def take(self, now: float) -> bool:
        """Whether one more is allowed at `now` (seconds); it counts when it is."""
        while self._given and self._given[0] <= now - HOUR:
            self._given.popleft()
        if len(self._given) >= self._most:
            return False
        self._given.append(now)
        return True


def is_quiet(hours: str, at: datetime) -> bool:
    """Whether a local moment lies in hours such as `22:00-07:00`; empty hours are never quiet."""
    begin, _, end = hours.partition("-")
    if not end:
        return False
    first, last, now = _minutes(begin), _minutes(end), at.hour * 60 + at.minute
    return first <= now < last if first <= last else now >= first or now < last


def words(pain: Pain) -> str:
    """What hurts and why, in one sentence."""
    causes = "; ".join(share.cause.text for share in pain.shares[:2])
    return f"{pain.scope} hurts ({pain.level:.2f}){': ' if causes else ''}{causes}"


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)
