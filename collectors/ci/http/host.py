"""What is known of one host and shared by all places on it: whether it may be asked, how often, and its clock."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping

from collectors.ci.errors import LimitedError, UnreachableError
from collectors.ci.http import limits
from collectors.ci.http.fuse import Fuse
from console.model.ci import Allowance
from console.model.clock import Clock

AT_ONCE = 4
BETWEEN_WRITES = 1.0
RESERVE = 5
FIRST_REST = 60.0
LONGEST_REST = 3600.0
BELIEVED_SKEW = 2.0
HOUR = 3600.0


class Host:
    """The state of one host. `gate` lets four requests through side by side."""

    def __init__(self, name: str, clock: Clock, random: Callable[[], float]) -> None:
        self.name = name
        self.gate = asyncio.Semaphore(AT_ONCE)
        self.allowance: Allowance | None = None
        self.skew = 0.0
        self._clock = clock
        self._fuse = Fuse(clock.monotonic, random)
        self._until = 0.0
        self._rest = FIRST_REST
        self._why = ""
        self._asked: deque[tuple[float, bool]] = deque(maxlen=8192)
        self._writing = asyncio.Lock()
        self._wrote = float("-inf")

    def admit(self) -> None:
        """Pass when the host may be asked now.

        Raises LimitedError while it wants peace, UnreachableError while it is broken.
        """
        now = self._clock.now()
        if now < self._until:
            raise LimitedError(f"{self.name}: {self._why}, asked again in {self._until - now:.0f} s", self._until)
        wait = self._fuse.wait()
        if wait:
            raise UnreachableError(f"{self.name} is left alone for {wait:.0f} s: {self._fuse.why}")

    async def take_turn(self) -> None:
        """Before something is changed there: changes come one by one, a second apart."""
        async with self._writing:
            pause = self._wrote + BETWEEN_WRITES - self._clock.monotonic()
            if pause > 0:
                await self._clock.sleep(pause)
            self._wrote = self._clock.monotonic()

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """Learn from an answer of the host itself."""
        now = self._clock.now()
        self._fuse.worked()
        self._asked.append((now, status == 304))
        self._look_at_clock(headers, now)
        self.allowance = limits.allowance(headers, now, self.skew) or self.allowance
        if status < 400:
            self._rest = FIRST_REST
        if self.allowance and self.allowance.left <= RESERVE < self.allowance.limit and self.allowance.resets > now:
            self._leave_alone(self.allowance.resets, f"{self.allowance.left} requests are left")

    def refused(self, headers: Mapping[str, str]) -> LimitedError:
        """The host said that it was asked too often: when it may be asked again, and the error to raise."""
        now = self._clock.now()
        until = limits.retry_after(headers, now, self.skew)
        spent = self.allowance is not None and self.allowance.left == 0
        if until is None and spent and self.allowance is not None and self.allowance.resets > now:
            until = self.allowance.resets
        if until is None:
            until = now + self._rest
            self._rest = min(self._rest * 2, LONGEST_REST)
        self._leave_alone(until, "asked too often")
        return LimitedError(f"{self.name} was asked too often and wants {until - now:.0f} s of peace", until)

    def failed(self, why: str) -> None:
        """The host gave no usable answer."""
        self._asked.append((self._clock.now(), False))
        self._fuse.failed(why)

    def hour(self) -> tuple[int, int]:
        """How many requests the last hour had, and how many of them brought nothing new."""
        since = self._clock.now() - HOUR
        while self._asked and self._asked[0][0] < since:
            self._asked.popleft()
        return len(self._asked), sum(same for _, same in self._asked)

    def _leave_alone(self, until: float, why: str) -> None:
        self._until, self._why = max(self._until, until), why

    def _look_at_clock(self, headers: Mapping[str, str], now: float) -> None:
        """How far the server's clock is ahead of ours; a second or two are rounding and travelling."""
        told = limits.date(headers.get("date", ""))
        if told is not None:
            self.skew = told - now if abs(told - now) > BELIEVED_SKEW else 0.0
