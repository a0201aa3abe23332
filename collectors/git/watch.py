"""A hint that the work tree changed: inotify on the folders of tracked files, never the truth."""

import asyncio
import logging
import os
from collections.abc import Iterable

from watchfiles import awatch

from collectors.git.command import Git

FOLDERS = 1000
RETRY_S = 30.0
_STEP_MS = 250
_DEBOUNCE_MS = 500
_ROUND_MS = 60_000
_MiB = 1024 * 1024

log = logging.getLogger(__name__)


class TreeWatch:
    """Sets `hint` when something happened in one of the folders; `run` it in a task, `aim` it when they change.

    When the kernel refuses a watch, or one breaks (a name that is not UTF-8 does that), it is tried again after half
    a minute; until then `working` is false and the caller looks by itself.
    """

    def __init__(self, retry: float = RETRY_S) -> None:
        self.hint = asyncio.Event()
        self.working = False
        self._retry = retry
        self._folders: frozenset[str] = frozenset()
        self._stop = asyncio.Event()
        self._aimed = asyncio.Event()

    def aim(self, folders: Iterable[str]) -> None:
        """Watch these folders from now on, without those below them."""
        new = frozenset(folders)
        if new != self._folders:
            self._folders = new
            self._aimed.set()
            self._stop.set()

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            self._stop, self._aimed = asyncio.Event(), asyncio.Event()
            try:
                await self._watch()
            except Exception:  # the watch is a hint: whatever breaks it, looking goes on without it
                log.warning("the watch of the work tree broke; looking at intervals", exc_info=True)
            finally:
                self.working = False
            await self._pause()

    async def _watch(self) -> None:
        existing = self._existing()
        if not existing:
            return
        self.working = True
        async for _ in awatch(
            *existing, watch_filter=None, recursive=False, stop_event=self._stop,
            step=_STEP_MS, debounce=_DEBOUNCE_MS, rust_timeout=_ROUND_MS,
        ):  # fmt: skip
            self.hint.set()

    def _existing(self) -> list[str]:
        return [folder for folder in self._folders if os.path.isdir(folder)]

    async def _pause(self) -> None:
        """Go on at once with new folders, else after a while."""
        try:
            async with asyncio.timeout(self._retry):
                await self._aimed.wait()
        except TimeoutError:
            return


async def tracked_folders(git: Git, top: str) -> list[str]:
    """The folders that hold tracked files, the shallowest 1,000 of them, the top always. Raises GitError."""
    listed = await git.ask("ls-files", "-z", most=16 * _MiB)
    folders = {""}
    for path in os.fsdecode(listed.out).split("\0")[:-1]:
        folder = os.path.dirname(path)
        while folder not in folders:
            folders.add(folder)
            folder = os.path.dirname(folder)
    shallow = sorted(folders, key=lambda folder: (folder.count("/"), folder))[:FOLDERS]
    return [os.path.join(top, folder) if folder else top for folder in shallow]
