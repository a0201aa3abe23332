"""How values lie in the database: times in milliseconds, names as text, states as JSON (long ones packed)."""

import os
import zlib
from typing import Any

import msgspec

_PACK_FROM = 512
_ZLIB_HEADER = b"x"  # no JSON text begins with this letter


def to_ms(seconds: float) -> int:
    """Seconds since the epoch as stored milliseconds."""
    return round(seconds * 1000)


def to_seconds(milliseconds: int) -> float:
    """Stored milliseconds as seconds since the epoch."""
    return milliseconds / 1000


def name_in(name: str) -> str | bytes:
    """A name as it is stored; file names that are not UTF-8 (surrogate escapes) become bytes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name)
    return name


def name_out(stored: str | bytes) -> str:
    """The name that `name_in` stored."""
    return stored if isinstance(stored, str) else os.fsdecode(stored)


def pack(value: object) -> bytes:
    """A value as JSON, compressed when it is long."""
    data = msgspec.json.encode(value)
    return zlib.compress(data, 1) if len(data) >= _PACK_FROM else data


def unpack(stored: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """The value that `pack` stored."""
    return msgspec.json.decode(unpack_json(stored))


def unpack_json(stored: bytes) -> bytes:
    """The JSON text that `pack` stored."""
    return zlib.decompress(stored) if stored[:1] == _ZLIB_HEADER else stored
