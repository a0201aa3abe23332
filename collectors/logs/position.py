"""Where reading of a file stands, and the evidence that it is still that file.

The evidence is the one `reference/tailing.md` asks for: a digest of the head, a digest of the bytes just before the
offset, and size and times as a quick sign that nothing changed.
"""

from collections.abc import Callable
from enum import Enum
from hashlib import blake2b

import msgspec
from msgspec import Struct
from msgspec.structs import replace

HEAD = 1024
MARKER = 256

Key = tuple[int, int]
ReadAt = Callable[[int, int], bytes]


class Kind(Enum):
    """What a file is to us: read as it grows, a copy, compressed, compressed and done with, or no text."""

    TEXT = "text"
    COPY = "copy"
    GZIP = "gzip"
    SETTLED = "settled"
    BINARY = "binary"


class Position(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far one generation of a file has been read: `offset` bytes of complete, committed lines.

    `lineage` is the path under which the generation began; `gone` (seconds since the epoch) is set when the content is
    no longer found there.
    """

    path: str
    lineage: str
    generation: int
    offset: int = 0
    head: bytes = b""
    head_length: int = 0
    marker: bytes = b""
    marker_length: int = 0
    size: int = 0
    mtime_ns: int = 0
    kind: Kind = Kind.TEXT
    gone: float | None = None

    def proved_by(self, read: ReadAt) -> bool:
        """Whether `read(offset, size)` gives the bytes that were read up to here."""
        head = read(0, self.head_length)
        if len(head) != self.head_length or digest(head) != self.head:
            return False
        return self.marks(read(self.offset - self.marker_length, self.marker_length))

    def marks(self, before: bytes) -> bool:
        """Whether these are the bytes just before the offset."""
        return len(before) == self.marker_length and digest(before) == self.marker

    def moved(self, offset: int, before: bytes, read: ReadAt) -> "Position":
        """The position at a later `offset`; `before` ends with the bytes before it, the head is read when it grew."""
        before = before[-MARKER:]
        head, length = self.head, self.head_length
        if length < HEAD and offset > length:
            start = read(0, min(HEAD, offset))
            head, length = digest(start), len(start)
        return replace(
            self, offset=offset, head=head, head_length=length, marker=digest(before), marker_length=len(before)
        )


_DECODER = msgspec.json.Decoder(Position)
_ENCODER = msgspec.json.Encoder()


def digest(data: bytes) -> bytes:
    """A short digest of bytes (BLAKE2b, 128 bits); empty for no bytes."""
    return blake2b(data, digest_size=16).digest() if data else b""


def encode(position: Position) -> bytes:
    """A position as the progress row that keeps it."""
    return _ENCODER.encode(position)


def decode(row: bytes) -> Position:
    """A position from its progress row; raises msgspec.DecodeError when it is not one."""
    return _DECODER.decode(row)


def row_key(key: Key) -> str:
    """The progress key of a file by device and inode."""
    return f"{key[0]:x}:{key[1]:x}"


def gone_key(key: Key, generation: int) -> str:
    """The progress key of a generation whose content is no longer where it was."""
    return f"gone:{key[0]:x}:{key[1]:x}:{generation}"


def at(position: Position, offset: int, read: ReadAt) -> Position:
    """The position set to any `offset` of the content that `read` gives."""
    fresh = replace(position, head=b"", head_length=0)
    size = min(MARKER, offset)
    return fresh.moved(offset, read(offset - size, size), read)
