"""What a passing run of the same job said, small enough to be kept: hashes of its masked lines, with counts."""

import struct
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Self

from msgspec import Struct

from console.analysis.rootcause.page import Page
from console.analysis.rootcause.prefixes import bodies
from console.analysis.rootcause.signals import fingerprint, signals
from console.analysis.rootcause.signs import TALLY
from console.text.mask import template

_MAGIC = b"kpb1"
_HEADER = struct.Struct("<4s8sI")
_COUNTED = ("ail", "AIL", "rror", "RROR")
_COUNT_LIMIT = 0xFFFFFFFF


class Baseline(Struct, frozen=True):
    """How often each kind of line occurred in passing runs of a job; the order of lines does not matter."""

    counts: dict[int, int]

    @classmethod
    def of(cls, lines: Sequence[str]) -> Self:
        """The baseline of one passing run, of its clean lines."""
        return cls(dict(Counter(_keys(bodies(lines)))))

    def merged(self, other: "Baseline") -> "Baseline":
        """What either run said, each kind of line as often as in the run that said it most."""
        counts = dict(self.counts)
        for key, count in other.counts.items():
            counts[key] = max(count, counts.get(key, 0))
        return Baseline(counts)

    def new(self, page: Page) -> list[bool]:
        """For each line of a failing run, whether no passing run said the like; empty lines are never new."""
        known = self.counts
        return [bool(text) and key not in known for text, key in zip(page.texts, _keys(page.texts), strict=True)]

    def dump(self) -> bytes:
        """The baseline as bytes: 12 of them for each kind of line."""
        hashes = sorted(self.counts)
        counts = array("I", (min(self.counts[key], _COUNT_LIMIT) for key in hashes))
        return _HEADER.pack(_MAGIC, fingerprint(), len(hashes)) + array("Q", hashes).tobytes() + counts.tobytes()

    @classmethod
    def load(cls, data: bytes) -> Self:
        """A baseline from its bytes. Raises ValueError if they are none, or were made with other masks or signs."""
        if len(data) < _HEADER.size:
            raise ValueError("this is not a baseline: it is too short")
        magic, made_with, size = _HEADER.unpack_from(data)
        if magic != _MAGIC or len(data) != _HEADER.size + 12 * size:
            raise ValueError("this is not a baseline")
        if made_with != fingerprint():
            raise ValueError("this baseline was made by another version; the next passing run makes a new one")
        hashes, counts = array("Q"), array("I")
        hashes.frombytes(data[_HEADER.size : _HEADER.size + 8 * size])
        counts.frombytes(data[_HEADER.size + 8 * size :])
        return cls(dict(zip(hashes, counts, strict=True)))


def _keys(texts: Sequence[str]) -> Iterable[int]:
    """The hash of each line's kind. `1 failed` and `0 failed` are masked alike but are not the same kind."""
    known: dict[tuple[str, int], int] = {}
    for text in texts:
        kind = (template(text), _tally(text))
        key = known.get(kind)
        if key is None:
            key = known[kind] = _hash(*kind)
        yield key


def _tally(text: str) -> int:
    """Whether a line counts failures, and there are some."""
    if any(word in text for word in _COUNTED):
        return signals().of(text) & TALLY
    return 0


def _hash(kind: str, tally: int) -> int:
    """Eight bytes that are the same on every machine and in every process."""
    return int.from_bytes(blake2b(f"{tally} {kind}".encode("utf-8", "replace"), digest_size=8).digest(), "little")
