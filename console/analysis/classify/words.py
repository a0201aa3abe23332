"""A linear model over hashed words, for texts on which no rule fires: numpy-free, small, and silent when unsure.

Words and pairs of words of the masked text fall into buckets (Weinberger et al., "Feature Hashing for Large Scale
Multitask Learning", 2009); a bucket has one small weight a category (multinomial logistic regression, trained by
`tests/benchmarks/bench_classify.py --train`).
"""

import itertools
import math
import re
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from console.analysis.classify.calibration import confidence
from console.model.failure import Category
from console.text.mask import template

BUCKETS = 4096
MOST_LINES = 60
MOST_FEATURES = 2000
FILE = "words.msgpack"
_WORD = re.compile(r"[a-z][a-z_]{1,30}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Guess(Struct, frozen=True):
    """What the words speak for: the category, the share of right guesses of this kind, and the words that told most."""

    category: Category
    confidence: float
    words: tuple[str, ...]


class Weights(Struct, frozen=True):
    """The trained model: signed bytes, a row of one a category for each bucket; `scale` makes them weights again."""

    categories: tuple[Category, ...]
    scale: float
    bias: tuple[float, ...]
    rows: bytes
    steps: tuple[tuple[float, float], ...]


def features(lines: Iterable[str]) -> dict[str, int]:
    """Words and pairs of neighbouring words of the masked text, each with its bucket."""
    found: dict[str, int] = {}
    for line in lines:
        words = _WORD.findall(_CAMEL.sub(" ", template(line)).lower())
        for one in (*words, *(f"{a} {b}" for a, b in itertools.pairwise(words))):
            found[one] = zlib.crc32(one.encode()) % BUCKETS
        if len(found) > MOST_FEATURES:
            break
    return found


def guess(lines: Sequence[str]) -> Guess | None:
    """What the last lines of a text are most likely about; None where the words say nothing or nothing certain."""
    weights = _weights()
    found = features(line for line in lines[-MOST_LINES:] if line.strip())
    if not found:
        return None
    shares = _shares(weights, found)
    ranked = sorted(range(len(shares)), key=shares.__getitem__, reverse=True)
    best = ranked[0]
    lead = shares[best] - shares[ranked[1]]
    return Guess(weights.categories[best], confidence(lead, weights.steps), _telling(weights, found, best))


def _shares(weights: Weights, found: dict[str, int]) -> list[float]:
    """The probability of each category (softmax)."""
    size = len(weights.categories)
    norm = weights.scale / math.sqrt(len(found))
    sums = list(weights.bias)
    for bucket in found.values():
        for place, value in enumerate(weights.rows[bucket * size : (bucket + 1) * size]):
            sums[place] += (value - 128) * norm
    top = max(sums)
    powers = [math.exp(value - top) for value in sums]
    return [power / sum(powers) for power in powers]


def _telling(weights: Weights, found: dict[str, int], category: int) -> tuple[str, ...]:
    """The three words or pairs that speak most for the category."""
    size = len(weights.categories)
    ranked = sorted(found, key=lambda word: weights.rows[found[word] * size + category], reverse=True)
    return tuple(word for word in ranked[:3] if weights.rows[found[word] * size + category] > 128)


@cache
def _weights() -> Weights:
    """The model that came with the program, read once."""
    return msgspec.msgpack.decode(files(__package__).joinpath(FILE).read_bytes(), type=Weights)
