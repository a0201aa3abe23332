"""Old material on disk: which files there are, and their bytes in blocks of whole lines, compressed or not."""

import gzip
import os
import stat
import zlib
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import IO

from msgspec import Struct

BLOCK = 1 << 20
INFLATED = 1 << 30
LOGS = ("*.log", "*.log.*", "*.log-*", "*.out", "*.err", "syslog*", "messages*")
_OTHER = (
    ".json", ".csv", ".md", ".rst", ".html", ".xml", ".yaml", ".yml", ".toml", ".ini", ".py", ".js", ".ts", ".java",
    ".c", ".h", ".go", ".rs", ".rb", ".sh", ".css", ".svg", ".lock",
)  # fmt: skip
_SKIPPED = frozenset({"node_modules", "venv", "__pycache__", "site-packages"})
_COMPRESSED = b"\x1f\x8b"


class MaterialError(Exception):
    """A named path cannot be read; the message names it."""


class Material(Struct, frozen=True):
    """One file as it was found: its identity on the disk, size in bytes and time of its last change (seconds)."""

    path: str
    identity: str
    size: int
    changed: float


def materials(paths: Sequence[str]) -> list[Material]:
    """The regular files under the paths, in the order of their last change, each once.

    Of a checkout only what is named like a log counts, of other folders all but documents and code; hidden folders are
    skipped and links inside folders are not followed. Raises MaterialError for a named path that is not there.
    """
    found: dict[str, Material] = {}
    for path in paths:
        for name in _walk(os.path.abspath(path)):
            material = _material(name)
            if material is not None:
                found.setdefault(material.identity, material)
    return sorted(found.values(), key=lambda one: (one.changed, one.path))


def _walk(path: str) -> Iterator[str]:
    if not os.path.isdir(path):
        if not os.path.exists(path):
            raise MaterialError(f"there is no {path}")
        yield os.path.realpath(path)
        return
    checkouts: list[str] = []
    for folder, folders, names in os.walk(path):
        if ".git" in folders or ".git" in names:
            checkouts.append(os.path.join(folder, ""))
        folders[:] = sorted(name for name in folders if name not in _SKIPPED and not name.startswith("."))
        inside = any(os.path.join(folder, "").startswith(checkout) for checkout in checkouts)
        yield from (os.path.join(folder, name) for name in sorted(names) if _wanted(name, inside))


def _wanted(name: str, inside: bool) -> bool:
    """Whether a file of a folder, `inside` a checkout or not, may be a log by its name."""
    if inside:
        return any(fnmatchcase(name, pattern) for pattern in LOGS)
    return not name.endswith(_OTHER)


def _material(path: str) -> Material | None:
    """The file at a path; None for what is no regular file or has gone."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_size == 0:
        return None
    return Material(path, f"{status.st_dev:x}:{status.st_ino:x}", status.st_size, status.st_mtime)


class Source:
    """The bytes of a file from an offset on, in blocks that end with a line where that is possible.

    `compressed` tells of gzip: offsets then count inflated bytes, of which a GiB is read at most. `damaged` says in
    words why a compressed file ended early. Raises OSError from the constructor when the file cannot be opened.
    """

    def __init__(self, path: str) -> None:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        raw = open(descriptor, "rb")  # noqa: SIM115 - closed by close
        self.compressed = raw.read(2) == _COMPRESSED
        raw.seek(0)
        self._file: IO[bytes] = gzip.GzipFile(fileobj=raw) if self.compressed else raw  # type: ignore[assignment]
        self._raw = raw
        self.damaged = ""

    def head(self, size: int) -> bytes:
        """The first bytes; the next block begins at the start again."""
        data = self._read(size)
        self._file.seek(0)
        return data

    def blocks(self, offset: int) -> Iterator[tuple[int, bytes]]:
        """(offset, bytes) of each block from an offset on."""
        self._file.seek(offset)
        rest = b""
        while data := self._read(BLOCK):
            data = rest + data
            cut = data.rfind(b"\n") + 1 or len(data)
            yield offset, data[:cut]
            offset, rest = offset + cut, data[cut:]
            if self.compressed and offset > INFLATED:
                self.damaged = "only the first GiB of it was read"
                return
        if rest:
            yield offset, rest

    def close(self) -> None:
        """Let the file go."""
        self._file.close()
        self._raw.close()

    def _read(self, size: int) -> bytes:
        try:
            return self._file.read(size)
        except (OSError, EOFError, zlib.error) as error:
            if not self.compressed:
                raise
            self.damaged = f"the compressed file is damaged ({error})"
            return b""
