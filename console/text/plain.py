"""Files as plain UTF-8 bytes: what gzip packed is unpacked, what is UTF-16 by its byte order mark is recoded."""

import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from gzip import BadGzipFile, GzipFile
from io import BufferedReader, RawIOBase
from typing import BinaryIO, cast

Plain = BufferedReader | GzipFile
DAMAGED = (EOFError, zlib.error, BadGzipFile)
_GZIP = b"\x1f\x8b"
_CHUNK = 64 * 1024


def plain(stream: BinaryIO) -> Plain:
    """What a stream holds, unpacked and recoded where its first bytes ask for it; the stream remains the caller's.

    This and reading raise one of DAMAGED where packed data is cut off or broken, after everything before it.
    """
    buffered: Plain = stream if isinstance(stream, BufferedReader) else BufferedReader(cast(RawIOBase, stream), _CHUNK)
    if buffered.peek(2)[:2] == _GZIP:
        buffered = GzipFile(fileobj=buffered)
    if buffered.peek(2)[:2] in (BOM_UTF16_LE, BOM_UTF16_BE):
        buffered = BufferedReader(_Utf16(buffered), _CHUNK)
    return buffered


class _Utf16(RawIOBase):
    """UTF-16 read as UTF-8; half a character and lone surrogates become U+FFFD."""

    def __init__(self, source: Plain) -> None:
        self._source = source
        self._decoder = getincrementaldecoder("utf-16")("replace")
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
