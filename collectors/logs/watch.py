"""Notifications of the kernel through watchfiles: a hint that saves waiting, never the truth.

What it misses is listed in `reference/tailing.md`, section 3; the stat sweep finds all of that.
"""

import asyncio
from collections.abc import Callable, Iterable

from watchfiles import Change, awatch
from watchfiles._rust_notify import WatchfilesRustInternalError

from console.model.clock import Clock

STEP_MS = 50
REST_S = 0.25
REST_MOST_S = 1.0
RETRY_S = 5.0
SCARCE_S = 30.0  # instances of inotify and descriptors are others' too: no hurry
MANY = 1000
MOST = 4096

Hint = Callable[[set[tuple[Change, str]]], None]
Doubt = Callable[[str], None]


class Watch:
    """Watches folders, without those below them. `hint` gets what changed, `doubt` why everything must be looked at.

    After a hint it rests, the longer the more hints follow at once, for files that grow are polled meanwhile. When the
    kernel's limit is reached the folders that were named last are left to the sweep.
    """

    def __init__(self, clock: Clock, hint: Hint, doubt: Doubt) -> None:
        self._clock = clock
        self._hint = hint
        self._doubt = doubt
        self._folders: tuple[str, ...] = ()
        self._most = MOST
        self._renewed = asyncio.Event()
        self._stop = asyncio.Event()

    def set(self, folders: Iterable[str]) -> None:
        """Watch these folders from now on, the most important first; names that are not UTF-8 cannot be watched."""
        wanted = tuple(folder for folder in folders if folder.isprintable())[: self._most]
        if wanted != self._folders:
            self._folders = wanted
            self._stop.set()
            self._renewed.set()

    async def run(self) -> None:
        """Watch until cancelled; every failure is told as a doubt and retried."""
        while True:
            self._renewed.clear()
            self._stop = asyncio.Event()
            if not self._folders:
                await self._renewed.wait()
                continue
            try:
                await self._follow()
            except OSError as error:
                self._limited(error)
                await self._pause(RETRY_S)
            except WatchfilesRustInternalError as error:
                self._doubt(f"watch limit reached ({error}): all folders are polled")
                await self._pause(SCARCE_S)
            except BaseExceptionGroup as group:
                # watchfiles ends the whole watch at one name that is not UTF-8, inside a group.
                if group.split(Exception)[1] is not None:
                    raise
                self._doubt(f"watch restarted: {_first(group)}")
                await self._pause(RETRY_S)

    async def _follow(self) -> None:
        watched = awatch(
            *self._folders, recursive=False, step=STEP_MS, debounce=STEP_MS, watch_filter=None, stop_event=self._stop
        )
        rest, rested = REST_S, self._clock.monotonic()
        async for changes in watched:
            self._hint(changes)
            if len(changes) >= MANY:
                self._doubt("watch overflow, rescanned")
            rest = min(2 * rest, REST_MOST_S) if self._clock.monotonic() - rested < REST_S else REST_S
            await self._clock.sleep(rest)
            rested = self._clock.monotonic()

    def _limited(self, error: OSError) -> None:
        """A folder vanished meanwhile, or the kernel gives no more watches: take fewer."""
        if isinstance(error, FileNotFoundError):
            self._doubt("a watched folder is gone, rescanned")
            return
        self._most = max(len(self._folders) // 2, 1)
        left = len(self._folders) - self._most
        self._folders = self._folders[: self._most]
        self._doubt(f"watch limit reached ({error}): {left} folders are polled")

    async def _pause(self, seconds: float) -> None:
        """Wait before the next try, shorter when other folders are asked for."""
        renewed = asyncio.create_task(self._renewed.wait())
        paused = asyncio.create_task(self._sleep(seconds))
        try:
            await asyncio.wait([renewed, paused], return_when=asyncio.FIRST_COMPLETED)
        finally:
            renewed.cancel()
            paused.cancel()

    async def _sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds)


def _first(group: BaseExceptionGroup[BaseException]) -> str:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"
