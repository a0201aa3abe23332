"""Retention and verified copies, on a timer and in small steps, so that the writer is never held up."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable

from console.model.clock import Clock
from console.model.settings import RetentionSettings
from console.store import backup, horizon, retention
from console.store.checking import quick_check
from console.store.horizon import Uptime
from console.store.writer import StoreCorruptError, StoreUnavailableError, Writer

log = logging.getLogger(__name__)

HOUR = 3600.0
TIDY = 300.0
PAUSE = 0.05


class Housekeeping:
    """Removes what is past its time every five minutes and copies `store` every hour into `folder`.

    `uptime` tells how long the machine has run: that is how fast time passes for what is stored.
    """

    def __init__(
        self,
        writer: Writer,
        settings: RetentionSettings,
        store: str,
        folder: str,
        clock: Clock,
        uptime: Callable[[], Uptime] = horizon.uptime,
    ) -> None:
        self._writer = writer
        self._settings = settings
        self._store = store
        self._folder = folder
        self._clock = clock
        self._uptime = uptime
        self._notice = ""

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know: a clock that is not believed."""
        return (self._notice,) if self._notice else ()

    async def run(self) -> None:
        """Tidy and copy until cancelled. Raises StoreCorruptError."""
        copied = self._clock.monotonic() - HOUR + TIDY
        await self._try(self._look)
        while True:
            await self._clock.sleep(TIDY)
            await self._try(self.tidy)
            if self._clock.monotonic() - copied >= HOUR:
                copied = self._clock.monotonic()
                await self._try(self.backup)

    async def _try(self, work: Callable[[], Awaitable[object]]) -> None:
        """Do one thing; what the disk does not let happen waits for the next round."""
        try:
            await work()
        except StoreCorruptError:
            raise
        except backup.UnsoundError as error:
            log.warning("%s", error)
            await self._examine()
        except (StoreUnavailableError, OSError) as error:
            log.warning("housekeeping waits: %s", error)

    async def tidy(self) -> None:
        """Remove what is past its time, in short steps, so that commits pass between them; give memory back."""
        now = await self._look()
        while await self._writer.run(lambda conn: retention.step(conn, self._settings, now)):
            await self._clock.sleep(PAUSE)
        await self._writer.run(_shrink)

    async def _look(self) -> float:
        """The moment by which age is judged, in seconds since the epoch."""
        wall, uptime = self._clock.now(), self._uptime()
        seen = await self._writer.run(lambda conn: horizon.advance(conn, wall, uptime))
        if seen.notice and not self._notice:
            log.warning("%s", seen.notice)
        self._notice = seen.notice
        return seen.believed

    async def _examine(self) -> None:
        """Look whether the store itself is as damaged as its copy; raises StoreCorruptError when it is."""
        problem = await asyncio.to_thread(quick_check, self._store)
        if problem:
            self._writer.condemn(problem)

    async def backup(self) -> str:
        """Copy the store, verify the copy, keep the newest ones; returns the path of the copy."""
        now, keep = self._clock.now(), self._settings.backups
        return await asyncio.to_thread(backup.backup, self._store, self._folder, keep, now)


def _shrink(conn: sqlite3.Connection) -> None:
    """Let go of cached pages: those in use come back at once, the others only make the process grow with the store."""
    conn.execute("PRAGMA shrink_memory").fetchall()
