"""A failure's vector as it is stored: one record of five bytes a feature, its hash and its count.

Only counts are stored. What a feature is worth depends on all the other failures and is worked out when the vectors
are loaded, so that no stored vector ever ages.
"""

import struct
from collections.abc import Sequence

from console.analysis.similar.features import TEXT_LIMIT, features

VERSION = 1
RECORD = struct.Struct("<IB")

_MOST = 255
_FEATURES = 512
_TITLE = 3
_LINES = 24


def vector(title: str, evidence: Sequence[str] = ()) -> bytes:
    """The vector of a failure: its title, which counts thrice, and the first lines of its evidence.

    Both are clean text. Bounded: `TEXT_LIMIT` characters and 512 features of each.
    """
    counts = {feature: _TITLE * n for feature, n in features(title).items()}
    for feature, n in features("\n".join(evidence[:_LINES])[:TEXT_LIMIT]).items():
        counts[feature] = counts.get(feature, 0) + n
    return encode(counts)


def encode(counts: dict[int, int]) -> bytes:
    """Feature counts as records in the order of the hashes; counts above 255 are 255."""
    kept = sorted(counts)[:_FEATURES] if len(counts) > _FEATURES else sorted(counts)
    return b"".join(RECORD.pack(feature, min(counts[feature], _MOST)) for feature in kept)
