"""A failure's vector as it is stored: one record of five bytes a feature, its hash and its count.

Only counts are stored. What a feature is worth depends on all the other failures and is worked out when the vectors
are loaded, so that no stored vector ever ages.
"""

import struct
from collections.abc import Mapping, Sequence
from itertools import islice

from console.analysis.similar.features import features

VERSION = 1
RECORD = struct.Struct("<IB")

_MOST = 255
_FEATURES = 64
_TITLE = 3
_LINES = 8
_CHARACTERS = 1024


def vector(title: str, evidence: Sequence[str] = ()) -> bytes:
    """The vector of a failure: its title, which counts thrice, and the first eight lines of its evidence.

    Both are clean text. At most 64 features are kept, those of the title first.
    """
    counts = {feature: _TITLE * n for feature, n in features(title).items()}
    for feature, n in features("\n".join(evidence[:_LINES])[:_CHARACTERS]).items():
        counts[feature] = counts.get(feature, 0) + n
    return encode(counts)


def question(text: str) -> bytes:
    """The vector of a clean text that a person asks for."""
    return encode(features(text, asked=True))


def intact(data: bytes) -> bool:
    """Whether stored bytes can be a vector."""
    return len(data) % RECORD.size == 0


def encode(counts: Mapping[int, int]) -> bytes:
    """Feature counts as records in the order of the hashes; the first 64 given, counts above 255 are 255."""
    kept = sorted(islice(counts, _FEATURES))
    return b"".join(RECORD.pack(feature, min(counts[feature], _MOST)) for feature in kept)
