"""Keeps the roster true to the disk: full walks, looks at changed folders, stat sweeps, and vanished files."""

import asyncio
import os
from collections.abc import Callable, Iterable, Sequence

from watchfiles import Change

from collectors.logs import archives, discovery
from collectors.logs.discovery import Candidate, Discovery, Folder
from collectors.logs.drafts import notice
from collectors.logs.files import File
from collectors.logs.follow import Follower
from collectors.logs.mounts import Mounts
from collectors.logs.names import is_older_part
from collectors.logs.position import Key
from collectors.logs.sweep import ACTIVE_S, Seen, due, stat_all
from console.model.clock import Clock
from console.model.event import Severity
from console.model.settings import LogSettings

WALK_S = 30.0
WALK_SHARE = 100
LINGER_S = 30.0
DELETED_S = 10.0
FEW = 128
WARM_MOST = 500
SETTLED_S = 1.5
FIRST_S = 5.0


class Lookout:
    """Looks at the disk at the paces of the configuration and tells the follower what to read.

    `rewatch` gets the folders worth watching, the most important first. Slow calls run in a thread.
    """

    def __init__(
        self,
        settings: LogSettings,
        discovery: Discovery,
        mounts: Mounts,
        follower: Follower,
        clock: Clock,
        rewatch: Callable[[Sequence[str]], None],
    ) -> None:
        self._settings = settings
        self._discovery = discovery
        self._mounts = mounts
        self._follower = follower
        self._clock = clock
        self._rewatch = rewatch
        self._started = clock.now()
        self._walk_at = self._sweep_at = self._idle_at = 0.0
        self._walked = False
        self._by_path: dict[str, File] = {}
        self._hints: set[tuple[Change, str]] = set()
        self.left: tuple[str, ...] = ()

    @property
    def next_at(self) -> float:
        """When the disk is looked at next (monotonic seconds)."""
        return min(self._walk_at, self._sweep_at, self._idle_at)

    @property
    def doubtful(self) -> bool:
        """Whether something asks for a look before the next time."""
        return bool(self._hints or self._follower.astray)

    def doubt(self) -> None:
        """Something may have been missed: look everywhere at the next step."""
        self._walk_at = 0.0

    def hint(self, changes: set[tuple[Change, str]]) -> None:
        """The kernel told of changes."""
        self._hints |= changes

    async def step(self) -> None:
        """Do what is due."""
        now = self._clock.monotonic()
        if now >= self._walk_at:
            await self._walk()
            return
        folders = self._take_hints() | self._follower.astray
        self._follower.astray = set()
        if now >= self._sweep_at:
            folders |= await self._sweep(now)
        if folders:
            await asyncio.to_thread(self._discovery.look, folders, self._clock.now())
            self._update()

    async def _walk(self) -> None:
        """Find everything anew; a slow walk is repeated less often."""
        begun = self._clock.monotonic()
        self._follower.astray.clear()
        await asyncio.to_thread(self._discovery.walk, self._clock.now())
        self._update()
        first, self._walked = not self._walked, True
        now = self._clock.monotonic()
        self._walk_at = now + max(WALK_S, WALK_SHARE * (now - begun))
        self._sweep_at, self._idle_at = now + self._settings.sweep_s, now + self._settings.idle_sweep_s
        self._follower.roster.tidy(self._clock.now(), aged=first)  # a clock that leaps while we run makes nothing old
        await self._archives()

    def _take_hints(self) -> set[str]:
        """Mark the files that were named; return the folders in which something appeared or vanished."""
        folders = set()
        for change, path in self._hints:
            file = self._by_path.get(path)
            if file is not None:
                self._follower.grew(file)
            if change is not Change.modified:
                folders.add(os.path.dirname(path))
                folders.add(path)
        self._hints = set()
        return folders & self._discovery.folders.keys()

    async def _sweep(self, now: float) -> set[str]:
        """Look at sizes and times; return the folders that have to be looked at again."""
        idle = now >= self._idle_at
        files = due(self._follower.roster.files.values(), now, idle=idle)
        folders = self._folders(idle=idle)
        self._sweep_at = now + self._settings.sweep_s
        if idle:
            self._idle_at = now + self._settings.idle_sweep_s
        paths = [file.path for file in files]
        if len(files) + len(folders) > FEW or any(file.remote for file in files):
            seen, changed = await asyncio.to_thread(_look, paths, folders)
        else:
            seen, changed = _look(paths, folders)
        folders_changed = self._compare(files, seen, now) | set(changed)
        self._settle_gone(now)
        if idle:
            self._retry_refused()
            await self._archives()
        if self._discovery.appeared(deep=idle):
            self.doubt()
        return folders_changed

    def _folders(self, *, idle: bool) -> list[Folder]:
        """The folders to look at now: those with logs always, all of them when they are few or with `idle`."""
        folders = self._discovery.folders.values()
        if idle or len(folders) <= WARM_MOST:
            return list(folders)
        return [folder for folder in folders if self._is_warm(folder)]

    def _is_warm(self, folder: Folder) -> bool:
        outermost = folder.depth >= self._settings.depth - 1
        return outermost or folder.mode is not discovery.Mode.NAMED or self._discovery.holds_logs(folder.path)

    def _compare(self, files: Iterable[File], seen: Iterable[Seen], now: float) -> set[str]:
        """Mark what changed; return the folders of files that are no longer under their path."""
        folders = set()
        for file, look in zip(files, seen, strict=True):
            if look.key != file.key:
                folders.add(os.path.dirname(file.path))
            elif file.saw(look.size, look.mtime_ns, now):
                self._follower.grew(file)
        return folders

    def _update(self) -> None:
        """Make the roster follow what discovery chose."""
        roster, now = self._follower.roster, self._clock.monotonic()
        chosen, left = self._discovery.chosen()
        leaving = set(left)
        keys = {candidate.key for candidate in chosen}
        for candidate in chosen:
            self._found(candidate, now)
        for file in list(roster.files.values()):
            if file.key in keys:
                continue
            if file.path in leaving:
                self._follower.forget(file)
                roster.drop(file, wall=self._clock.now(), deleted=False)
            else:
                self._missed(file, now)
        self._by_path = {file.path: file for file in roster.files.values()}
        self._tell_left(left)
        unwatchable = self._discovery.unwatchable
        folders = [f for f in self._discovery.folders.values() if self._is_warm(f) and f.path not in unwatchable]
        folders.sort(key=lambda f: (not self._discovery.holds_logs(f.path), -f.depth, f.path))
        self._rewatch([folder.path for folder in folders if not self._mounts.is_remote(folder.key[0])])

    def _found(self, candidate: Candidate, now: float) -> None:
        roster = self._follower.roster
        file = roster.files.get(candidate.key)
        if file is None:
            file = roster.add(candidate, fresh=self._walked)
            file.remote = self._mounts.is_remote(candidate.key[0])
            if self._clock.now() - candidate.mtime_ns / 1e9 < ACTIVE_S:
                file.grown_at = now - ACTIVE_S + FIRST_S  # it may grow before the watch stands
            file.after = self._predecessor(file, now)
            if file.after is not None:
                self._follower.glance(file.after, now)
            if file.mtime_ns != candidate.mtime_ns:
                file.mtime_ns = candidate.mtime_ns
                if not file.compressed:
                    self._follower.dirty[file] = None
            return
        moved = file.path != candidate.path
        roster.moved(file, candidate.path)
        file.gone_at, file.misses = None, 0
        if not file.compressed and (file.saw(candidate.size, candidate.mtime_ns, now) or moved):
            self._follower.grew(file)

    def _predecessor(self, file: File, now: float) -> File | None:
        """The part that was written under this file's name until now and has to be read first."""
        if is_older_part(file.path):
            return None
        older = [
            each
            for each in self._follower.roster.relatives(file.path)
            if each is not file and each.ended and not each.compressed and now - each.grown_at < LINGER_S
        ]
        return max(older, key=lambda each: each.grown_at, default=None)

    def _missed(self, file: File, now: float) -> None:
        """A file is not where it was; its open descriptor still leads to what was not read."""
        file.misses += 1
        if file.gone_at is None:
            file.gone_at = now
            self._follower.descriptors.pin(file.key)
            self._follower.grew(file)

    def _settle_gone(self, now: float) -> None:
        """Read on in vanished files while they grow, give them up when they are quiet and a second look agrees."""
        for file in [file for file in self._follower.roster.files.values() if file.gone_at is not None]:
            descriptor = self._follower.descriptors.peek(file.key)
            deleted = True
            if descriptor is not None:
                seen = os.fstat(descriptor)
                deleted = seen.st_nlink == 0
                if file.saw(seen.st_size, seen.st_mtime_ns, now):
                    self._follower.grew(file)
            quiet = now - max(file.gone_at or now, file.grown_at)
            if quiet < (DELETED_S if deleted else LINGER_S) or (descriptor is not None and not file.drained):
                continue
            if _key(file.path) == file.key:
                self._follower.astray.add(os.path.dirname(file.path))
            else:
                self._follower.forget(file)
                self._follower.roster.drop(file, wall=self._clock.now(), deleted=deleted)

    def _retry_refused(self) -> None:
        """Try again to read what could not be opened."""
        for file in self._follower.roster.files.values():
            if file.refused and not file.compressed:
                self._follower.dirty[file] = None

    def _tell_left(self, left: tuple[str, ...]) -> None:
        """Name once which files are too many."""
        if left and not self.left:
            first = self._follower.near(left[0])
            text = f"{len(left)} log files more than {self._settings.max_files} are not read, such as {first}"
            self._follower.drafter.say(
                notice("log.overflow", text, self._clock.now(), Severity.WARNING, left=len(left))
            )
        self.left = left

    async def _archives(self) -> None:
        """Look into compressed parts that were not looked at and are no longer written."""
        wall = self._clock.now()
        for file in list(self._follower.roster.files.values()):
            if file.compressed and not file.judged and _is_settled(file.path, wall):
                await archives.settle(file, self._follower, self._started, wall)


def _look(paths: Sequence[str], folders: Sequence[Folder]) -> tuple[list[Seen], list[str]]:
    """Sizes and times of files, and the folders that changed. Blocking."""
    return stat_all(paths), discovery.changed(folders)


def _key(path: str) -> Key | None:
    return stat_all([path])[0].key


def _is_settled(path: str, wall: float) -> bool:
    """Whether nothing was done to a file lately, also when the clock was set back since."""
    try:
        return abs(wall - os.stat(path).st_ctime) > SETTLED_S
    except OSError:
        return False
