"""Which kinds of errors spend a budget."""

from collections import deque

from console.model.budget import Spender

SLICES = 32
MOST = 256
TITLE = 200


class _Account:
    """What one signature spent in one slice of time."""

    __slots__ = ("episodes", "events", "last", "title")

    def __init__(self, title: str) -> None:
        self.title, self.episodes, self.events, self.last = title, 0, 0, 0.0


class Spenders:
    """Episodes and events of each signature over a window of `span` seconds, in slices.

    A slice holds at most 256 signatures; what does not fit is counted together under the empty one.
    """

    def __init__(self, span: float) -> None:
        self._span = span
        self._step = span / SLICES
        self._slices: deque[tuple[int, dict[str, _Account]]] = deque()

    def add(self, time: float, signature: str, title: str, *, begins: bool, events: int = 1) -> None:
        """Count events of a signature, and an episode where one begins."""
        accounts = self._slice(int(time // self._step))
        key = signature if signature in accounts or len(accounts) < MOST else ""
        account = accounts.get(key)
        if account is None:
            account = accounts[key] = _Account(title[:TITLE] if key else "other kinds")
        account.episodes += begins
        account.events += events
        account.last = max(account.last, time)

    def top(self, now: float, most: int) -> tuple[Spender, ...]:
        """The signatures with the most episodes in the window before `now`, and their share of all."""
        oldest = int((now - self._span) // self._step)
        while self._slices and self._slices[0][0] <= oldest:
            self._slices.popleft()
        merged: dict[str, _Account] = {}
        for _, accounts in self._slices:
            for key, one in accounts.items():
                into = merged.setdefault(key, _Account(one.title))
                into.episodes += one.episodes
                into.events += one.events
                into.last = max(into.last, one.last)
        whole = sum(one.episodes for one in merged.values()) or 1
        ranked = sorted(merged.items(), key=lambda item: (-item[1].episodes, -item[1].events, item[0]))
        return tuple(
            Spender(
                signature=key, title=one.title, episodes=one.episodes, events=one.events,
                share=one.episodes / whole, last=one.last,
            )
            for key, one in ranked[:most]
        )  # fmt: skip

    def _slice(self, number: int) -> dict[str, _Account]:
        """The slice of that number, made where it is new; what is too late for its own goes into the newest."""
        for at, accounts in reversed(self._slices):
            if at == number:
                return accounts
        if not self._slices or number > self._slices[-1][0]:
            self._slices.append((number, {}))
        return self._slices[-1][1]
