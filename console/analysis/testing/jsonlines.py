"""Lines of a report, and the JSON objects in them; whatever else stands between is passed over."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

LONGEST = 1 << 20

_decode = msgspec.json.Decoder(dict[str, Any]).decode


def lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Lines without their ends; of one above 1 MiB only the beginning is told."""
    held = b""
    cut = False
    for block in blocks:
        *whole, rest = block.split(b"\n")
        for line in whole:
            if not cut:
                yield (held + line)[:LONGEST].rstrip(b"\r")
            held, cut = b"", False
        if not cut:
            held += rest
        if len(held) > LONGEST:
            yield held[:LONGEST]
            held, cut = b"", True
    if held:
        yield held.rstrip(b"\r")


def objects(blocks: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The JSON objects, one a line."""
    for line in lines(blocks):
        text = line.strip()
        if text.startswith(b"{"):
            try:
                yield _decode(text)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                continue


def text_of(value: object) -> str:
    """A text, empty for what is none."""
    return value if isinstance(value, str) else ""


def seconds_of(value: object) -> float | None:
    """A duration, None for what is none."""
    return float(value) if isinstance(value, int | float) and 0 <= value < 1e7 else None
