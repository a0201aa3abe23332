"""Which files are logs: a walk over the configured places, and cheap looks at single folders afterwards."""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from glob import has_magic, iglob
from itertools import chain, islice

from msgspec import Struct

from collectors.logs.mounts import Mounts
from collectors.logs.names import TOOL_FOLDERS, VENV_HOMES, Names
from collectors.logs.position import Key
from console.model.settings import LogSettings

MAX_FOLDERS = 20_000
MAX_MATCHES = 1000
_FRESH_NS = 100_000_000


class Mode(Enum):
    """What counts as a log in a folder: names that match, every text file, or a tool's text reports."""

    NAMED = "named"
    ALL = "all"
    TOOL = "tool"
    VENV = "venv"


class Candidate(Struct, frozen=True):
    """A log file as a look found it. `named` tells a file whose own name says so, `link` a path through a symlink."""

    path: str
    key: Key
    size: int
    mtime_ns: int
    ctime_ns: int
    named: bool
    link: bool

    @property
    def compressed(self) -> bool:
        """Whether this is a rotated part in gzip form."""
        return self.path.endswith(".gz")


class Folder(Struct, frozen=True):
    """A folder that is looked at: `depth` more levels below it are entered."""

    path: str
    depth: int
    mode: Mode
    key: Key
    mtime_ns: int


class Discovery:
    """The folders and log files found so far. Blocking; `look` and `walk` belong into a thread.

    `skip` are folders never entered whatever the configuration says. `trouble` names what was left out,
    `unwatchable` the folders that hold a name which is not UTF-8 (watchfiles fails on those).
    """

    def __init__(self, settings: LogSettings, project: str, skip: Iterable[str], mounts: Mounts) -> None:
        self._settings = settings
        self._project = project
        self._skip = frozenset(os.path.realpath(path) for path in skip)
        self._names = Names(settings)
        self._mounts = mounts
        self._files: dict[str, list[Candidate]] = {}
        self._entered: dict[Key, str] = {}
        self._roots: list[str] = []
        self._useless: set[str] = set()
        self._singles: dict[str, Candidate | None] = {}
        self.folders: dict[str, Folder] = {}
        self.unwatchable: set[str] = set()
        self.trouble: tuple[str, ...] = ()

    def walk(self, now: float) -> None:
        """Look everywhere anew; `now` in seconds since the epoch."""
        self._files.clear()
        self._entered.clear()
        self.folders.clear()
        self.unwatchable.clear()
        self._mounts.refresh()
        self._singles.clear()
        self._roots = list(self._places())
        for path in self._roots:
            if os.path.isdir(path):
                mode = Mode.ALL if self._names.is_folder(os.path.basename(path)) else Mode.NAMED
                self._enter(path, self._settings.depth, mode, now)
            else:
                self._singles[path] = candidate(path, named=True, link=os.path.islink(path))
        self._useless = {path for path in self._missing() if os.path.exists(path)}
        full = f"more than {MAX_FOLDERS} folders, the rest is not searched"
        self.trouble = (full,) if len(self.folders) >= MAX_FOLDERS else ()

    def look(self, paths: Iterable[str], now: float) -> None:
        """Look again at known folders; new ones below them are entered, vanished ones forgotten."""
        for path in paths:
            folder = self.folders.get(path)
            if folder is not None:
                self._forget(folder)
                if os.path.isdir(path):
                    self._enter(path, folder.depth, folder.mode, now)
        for path in self._singles:
            self._singles[path] = candidate(path, named=True, link=os.path.islink(path))

    def appeared(self, *, deep: bool) -> bool:
        """Whether something is now at a configured place where nothing was; `deep` tries patterns of folders too."""
        if any(os.path.exists(path) for path in self._missing() if path not in self._useless):
            return True
        patterns = (path for path in self._settings.paths if has_magic(path))
        shallow = (path for path in patterns if deep or not has_magic(os.path.dirname(path)))
        return not {match for path in shallow for match in self._matches(path)} <= set(self._roots)

    def chosen(self) -> tuple[list[Candidate], tuple[str, ...]]:
        """The files to follow, one a file whatever its names, the newest `max_files`; and those that had to be left.

        A link to what the kernel only pretends to be a file, such as /proc/kmsg, is no log: reading may take from it.
        """
        found: dict[Key, Candidate] = {}
        for each in chain(*self._files.values(), filter(None, self._singles.values())):
            if self._mounts.is_kernel(each.key[0]):
                continue
            other = found.get(each.key)
            if other is None or (each.link, each.path) < (other.link, other.path):
                found[each.key] = each
        chosen = list(found.values())
        most = self._settings.max_files
        if len(chosen) <= most:
            return chosen, ()
        chosen.sort(key=lambda each: each.mtime_ns, reverse=True)
        return chosen[:most], tuple(each.path for each in chosen[most:])

    def holds_logs(self, folder: str) -> bool:
        """Whether log files were found directly in a folder."""
        return bool(self._files.get(folder))

    def _missing(self) -> Iterator[str]:
        """The configured places where no log and no folder was found."""
        return (path for path in self._roots if path not in self.folders and self._singles.get(path) is None)

    def _places(self) -> Iterator[str]:
        for entry in self._settings.paths:
            yield from self._matches(entry) if has_magic(entry) else (self._absolute(entry),)

    def _matches(self, pattern: str) -> Iterator[str]:
        return islice(iglob(self._absolute(pattern), recursive=True, include_hidden=True), MAX_MATCHES)

    def _absolute(self, entry: str) -> str:
        return os.path.normpath(os.path.join(self._project, os.path.expanduser(entry)))

    def _enter(self, path: str, depth: int, mode: Mode, now: float) -> None:
        """List a folder and those below it, each once whatever links lead to it."""
        waiting = [(path, depth, mode)]
        while waiting and len(self.folders) < MAX_FOLDERS:
            path, depth, mode = waiting.pop()
            folder = self._open(path, depth, mode, now)
            if folder is None:
                continue
            self.folders[path] = folder
            self._entered[folder.key] = path
            waiting += self._list(folder)

    def _open(self, path: str, depth: int, mode: Mode, now: float) -> Folder | None:
        try:
            seen = os.stat(path)
        except OSError:
            return None
        key = (seen.st_dev, seen.st_ino)
        if path in self.folders or self._mounts.is_kernel(seen.st_dev) or self._is_entered(key, path):
            return None
        if self._skip and os.path.realpath(path) in self._skip:
            return None
        # A file made in the same tick of the kernel's clock would not change the time again: look once more.
        settled = not 0 <= now * 1e9 - seen.st_mtime_ns < _FRESH_NS
        return Folder(path, depth, mode, key, seen.st_mtime_ns if settled else -2)

    def _is_entered(self, key: Key, path: str) -> bool:
        """Whether a folder is looked at under another path; what was only known under a former path is forgotten."""
        other = self._entered.get(key, path)
        if other == path:
            return False
        if _key(other) == key:
            return True
        self._forget(self.folders[other])
        return False

    def _list(self, folder: Folder) -> list[tuple[str, int, Mode]]:
        """Keep the log files of a folder; return the folders to enter."""
        try:
            with os.scandir(folder.path) as entries:
                found = [entry for entry in entries if not self._names.is_excluded(entry.name)]
        except OSError:
            return []
        if any(not _is_unicode(entry.name) for entry in found):
            self.unwatchable.add(folder.path)
        mode = folder.mode
        if mode is Mode.NAMED and any(entry.name == "pyvenv.cfg" for entry in found):
            if os.path.basename(os.path.dirname(folder.path)) not in VENV_HOMES:
                return []
            mode = Mode.VENV
        below: list[tuple[str, int, Mode]] = []
        files: list[Candidate] = []
        for entry in found:
            if _is_folder(entry):
                inner = self._mode_below(entry.name, mode)
                if folder.depth > 0 and inner is not None:
                    below.append((entry.path, folder.depth - 1, inner))
            elif (named := self._judge(entry.name, mode)) is not None:
                log = candidate(entry.path, named=named, link=entry.is_symlink())
                files += [log] if log else []
        self._files[folder.path] = files
        return below

    def _mode_below(self, name: str, mode: Mode) -> Mode | None:
        """What counts in a folder of this name; None when it is not entered."""
        if self._names.is_folder(name) or mode is Mode.ALL:
            return Mode.ALL
        if mode is Mode.VENV:
            return None
        return Mode.TOOL if name in TOOL_FOLDERS or mode is Mode.TOOL else Mode.NAMED

    def _judge(self, name: str, mode: Mode) -> bool | None:
        """Whether a file is a log by its own name (True), by its folder's (False), or not (None)."""
        if self._names.is_log(name):
            return True
        if mode in (Mode.ALL, Mode.TOOL) and self._names.is_text(name, tool=mode is Mode.TOOL):
            return False
        return None

    def _forget(self, folder: Folder) -> None:
        """Forget a folder and, when it is gone or another one now, what was below it."""
        below = [folder.path]
        if _key(folder.path) != folder.key:
            prefix = folder.path + os.sep
            below += [path for path in self.folders if path.startswith(prefix)]
        for path in below:
            known = self.folders.pop(path, None)
            self._files.pop(path, None)
            if known is not None:
                self._entered.pop(known.key, None)


def changed(folders: Sequence[Folder]) -> list[str]:
    """The folders in which something appeared, vanished or was renamed since they were listed. Blocking."""
    return [folder.path for folder in folders if _mtime(folder.path) != folder.mtime_ns]


def _mtime(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return -1


def _key(path: str) -> Key | None:
    try:
        seen = os.stat(path)
    except OSError:
        return None
    return seen.st_dev, seen.st_ino


def _is_unicode(name: str) -> bool:
    return name.isascii() or not any("\ud800" <= char <= "\udfff" for char in name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def candidate(path: str, *, named: bool, link: bool) -> Candidate | None:
    """A regular file as it is now; None for everything else, and for what cannot be looked at."""
    try:
        seen = os.stat(path)
    except OSError:
        return None
    if not stat.S_ISREG(seen.st_mode):
        return None
    return Candidate(path, (seen.st_dev, seen.st_ino), seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, named, link)
