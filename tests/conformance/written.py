"""What a test writes: log files with their writers, and for every content the lines that must be found again."""

import gzip
import os
import shutil
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from msgspec import Struct


class Line(Struct, frozen=True):
    """A notable line: the text it must be stored with, and the byte offset where it begins."""

    text: str
    offset: int


class Content:
    """What a file held from its byte 0 on: all lines counted, the notable ones in order."""

    def __init__(self) -> None:
        self.total = 0
        self.notable: list[Line] = []


class Log:
    """One file with one writer, which keeps its descriptor through renames until `close`.

    A truncated or rewritten file gets a new `Content`. `paths` are all names under which its lines may be counted,
    `path` the present one. `offset` says where reading must end when that is not after the last newline.
    """

    def __init__(self, path: Path, token: str, numbers: "count[int]", *, append: bool = True) -> None:
        self.path: Path | None = path
        self.paths = {path}
        self.copies: set[Path] = set()
        self.contents = [Content()]
        self.offset: int | None = None
        self.followed = True
        self._token = token
        self._numbers = numbers
        self._flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if append else 0)
        self._append = append
        self._descriptor: int | None = None
        self._begun: tuple[bytes, int] | None = None

    @property
    def content(self) -> Content:
        """What the file holds now."""
        return self.contents[-1]

    @property
    def place(self) -> int:
        """The offset at which the next write begins."""
        if self._append:
            return os.fstat(self._open()).st_size
        return os.lseek(self._open(), 0, os.SEEK_CUR)

    @property
    def here(self) -> Path:
        """The present path of a file that is there."""
        assert self.path is not None
        return self.path

    def write(self, notable: int = 1, *, plain: int = 0, end: bytes = b"\n") -> None:
        """Append lines in one call: `plain` ones after each of the `notable` ones."""
        data = bytearray()
        found = []
        for _ in range(notable):
            text = self._bad()
            found.append((len(data), text))
            data += text.encode() + end + b"".join(b"unit %d passed" % n + end for n in range(plain))
        self.put(bytes(data), notable * (1 + plain), found)

    def put(self, data: bytes, lines: int, notable: Sequence[tuple[int, str]] = ()) -> None:
        """Write bytes that end `lines` lines; `notable` are their places in `data` and what is stored of them."""
        place = self.place
        written = os.write(self._open(), data)
        while written < len(data):
            written += os.write(self._open(), data[written:])
        self.content.total += lines
        for at, text in notable:
            self.expect(text, place + at)

    def expect(self, text: str, offset: int) -> None:
        """A notable line must be stored with this text and place."""
        self.content.notable.append(Line(text, offset))

    def begin(self) -> None:
        """Write the first half of a notable line."""
        text = self._bad().encode()
        half = len(text) // 2
        self._begun = (text, self.place)
        self.put(text[:half], 0)

    def finish(self, end: bytes = b"\n") -> None:
        """Write the other half; without a newline it counts all the same, once it is flushed."""
        assert self._begun is not None
        (text, place), self._begun = self._begun, None
        self.put(text[len(text) // 2 :] + end, 1)
        self.expect(text.decode(), place)

    def move(self, path: Path) -> None:
        """Rename the file."""
        os.rename(self.here, path)
        self.path = path
        self.paths.add(path)

    def copy(self, path: Path) -> None:
        """Copy the file as copytruncate does."""
        shutil.copy(self.here, path)
        self.paths.add(path)
        self.copies.add(path)

    def compress(self) -> Path:
        """Pack the file as logrotate does, and let the plain one go."""
        packed = self.here.with_name(f"{self.here.name}.gz")
        compress(self.here, packed)
        self.paths.add(packed)
        self.path = None
        self.close()
        return packed

    def truncate(self) -> None:
        """Cut the file to nothing: what comes now is another content."""
        os.truncate(self.here, 0)
        self._anew()

    def rewrite(self, notable: int = 1) -> None:
        """Write other lines over the old ones, to the same size, without truncating."""
        self._anew()
        with self.here.open("r+b") as stream:
            for _ in range(notable):
                text = self._bad()
                self.expect(text, stream.tell())
                stream.write(text.encode() + b"\n")
        self.content.total = notable

    def delete(self) -> None:
        """Unlink the file; the writer may go on."""
        os.unlink(self.here)
        self.path = None

    def close(self) -> None:
        """Let the writer's descriptor go; the next write opens the present path."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def expected_offset(self) -> int:
        """Where the committed offset must be: after the last newline, unless the test said otherwise."""
        return complete(self.here) if self.offset is None else self.offset

    def _bad(self) -> str:
        return f"ERROR {self._token} {next(self._numbers):06d} failed"

    def _anew(self) -> None:
        self.contents.append(Content())
        self._begun = None

    def _open(self) -> int:
        if self._descriptor is None:
            self._descriptor = os.open(self.here, self._flags | os.O_CLOEXEC, 0o644)
        return self._descriptor


def compress(plain: Path, packed: Path) -> None:
    """Replace a file by its compressed form, with the same times."""
    with plain.open("rb") as source, gzip.open(packed, "wb") as target:
        shutil.copyfileobj(source, target)
    shutil.copystat(plain, packed)
    plain.unlink()


def complete(path: Path) -> int:
    """The bytes of complete lines in a file."""
    return path.read_bytes().rfind(b"\n") + 1
