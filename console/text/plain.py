"""Files as plain UTF-8 bytes: what gzip packed is unpacked, what is UTF-16 or UTF-32 is recoded.

Without a byte order mark these are known by the zeros of which half or three quarters of a text in Latin letters is
made there. What is no text at all is told by `no_text`.
"""

import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE, getincrementaldecoder
from gzip import BadGzipFile, GzipFile
from io import BufferedReader, RawIOBase
from typing import BinaryIO, cast

Plain = BufferedReader | GzipFile
DAMAGED = (EOFError, zlib.error, BadGzipFile)
_GZIP = b"\x1f\x8b"
_CHUNK = 64 * 1024
_HEAD = 4096
_LEAST = 8
_MARKS = (
    (BOM_UTF32_LE, "utf-32"),
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
)
_ZEROS = (("utf-32-le", 4, (1, 2, 3)), ("utf-32-be", 4, (0, 1, 2)), ("utf-16-le", 2, (1,)), ("utf-16-be", 2, (0,)))
_MOSTLY = 0.8
_PACKED = {
    b"BZh": ("bzip2", "bzcat"),
    b"\xfd7zXZ\0": ("xz", "xzcat"),
    b"\x28\xb5\x2f\xfd": ("zstd", "zstdcat"),
    b"\x04\x22\x4d\x18": ("lz4", "lz4cat"),
    b"PK\x03\x04": ("zip", "unzip -p"),
}
_CONTROLS = bytes(code for code in range(1, 32) if code not in b"\a\b\t\n\v\f\r\x1b")
_MANY = 0.04


def plain(stream: BinaryIO) -> Plain:
    """What a stream holds, unpacked and recoded where its first bytes ask for it; the stream remains the caller's.

    This and reading raise one of DAMAGED where packed data is cut off or broken, after everything before it.
    """
    buffered: Plain = stream if isinstance(stream, BufferedReader) else BufferedReader(cast(RawIOBase, stream), _CHUNK)
    if buffered.peek(2)[:2] == _GZIP:
        buffered = GzipFile(fileobj=buffered)
    if encoding := _encoding(buffered.peek(_HEAD)[:_HEAD]):
        buffered = BufferedReader(_Recoded(buffered, encoding), _CHUNK)
    return buffered


def no_text(stream: Plain) -> str:
    """Why a plain stream, at its beginning, is no text, and what to do about it, in words; empty for one that is."""
    head = stream.peek(_HEAD)[:_HEAD]
    for sign, (packer, reader) in _PACKED.items():
        if head.startswith(sign):
            return f"is packed by {packer}, which is not unpacked here; give the output of `{reader}`"
    written = len(head) - head.count(0)
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return "holds binary data, no text; name log files" if controls > max(written * _MANY, 1) else ""


def _encoding(head: bytes) -> str:
    """The encoding of which the first bytes of a file tell; empty for any in which a letter is a byte."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if head.count(0) * 4 < len(head) or len(head) < _LEAST:
        return ""
    for name, unit, places in _ZEROS:
        units = len(head) // unit
        zeros = [head[place : units * unit : unit].count(0) / units for place in range(unit)]
        if all((share > _MOSTLY) if place in places else (share < 1 - _MOSTLY) for place, share in enumerate(zeros)):
            return name
    return ""


class _Recoded(RawIOBase):
    """Another encoding read as UTF-8; half a character and lone surrogates become U+FFFD."""

    def __init__(self, source: Plain, encoding: str) -> None:
        self._source = source
        self._decoder = getincrementaldecoder(encoding)("replace")
        self._ready = b""

    def readable(self) -> bool:
        """It can be read, and nothing else."""
        return True

    def readinto(self, room: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill `room` as far as there is something; 0 at the end."""
        ended = False
        while not self._ready and not ended:
            piece = self._source.read1(_CHUNK)
            ended = not piece
            self._ready = self._decoder.decode(piece, ended).encode("utf-8", "replace")
        part = self._ready[: len(room)]
        room[: len(part)] = part
        self._ready = self._ready[len(part) :]
        return len(part)
