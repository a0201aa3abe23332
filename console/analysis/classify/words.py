"""A linear model over hashed words, for texts on which no rule fires: numpy-free, small, and silent when unsure.

Words and pairs of neighbouring words, without paths and numbers, fall into buckets (Weinberger et al., "Feature Hashing
for Large Scale Multitask Learning", 2009); a bucket has one small weight a category (multinomial logistic regression,
trained by `python -m tests.benchmarks.train_words`). The voice of a weak rule is added to what they say.
"""

import itertools
import math
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from console.analysis.classify.manner import faulty
from console.model.failure import Category

BUCKETS = 4096
MOST_LINES = 60
FEW_LINES = 15
VOICE = 0.5
"""What a weak rule adds to the share of its category."""
MOST_FEATURES = 2000
FILE = "words.msgpack"
_WORD = re.compile(r"[a-z][a-z_]{1,30}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Guess(Struct, frozen=True):
    """What the words speak for: the category, by how much it leads, and the words that told most."""

    category: Category
    lead: float
    words: tuple[str, ...]


class Weights(Struct, frozen=True):
    """The trained model: signed bytes, a row of one a category for each bucket; `scale` makes them weights again."""

    categories: tuple[Category, ...]
    scale: float
    bias: tuple[float, ...]
    rows: bytes
    steps: tuple[tuple[float, float], ...]


def features(lines: Iterable[str]) -> dict[str, int]:
    """Words and pairs of neighbouring words, each with its bucket."""
    found: dict[str, int] = {}
    for line in lines:
        words = _WORD.findall(_CAMEL.sub(" ", _without_paths(line)).lower())
        for one in (*words, *(f"{a} {b}" for a, b in itertools.pairwise(words))):
            found[one] = zlib.crc32(one.encode()) % BUCKETS
        if len(found) > MOST_FEATURES:
            break
    return found


def _without_paths(line: str) -> str:
    """The line without what varies most and tells least."""
    return " ".join(word for word in line.split() if "/" not in word and "\\" not in word)


def guess(lines: Sequence[str], voice: Category | None = None) -> Guess | None:
    """What the last lines of a text are most likely about; `voice` is what a weak rule says.

    None where they say nothing, or nothing of a failure.
    """
    weights = words_model()
    found = features(_told(lines))
    if not found or (voice is None and not any(map(faulty, lines[-MOST_LINES:]))):
        return None
    category, lead = vote(shares(weights, found), voice)
    return Guess(category, lead, _telling(weights, found, weights.categories.index(category)))


def _told(lines: Sequence[str]) -> Sequence[str]:
    """The lines at the end; of many only those that tell of a fault, with their neighbours."""
    last = lines[-MOST_LINES:]
    if len(last) <= FEW_LINES:
        return last
    near = {n + step for n, line in enumerate(last) if faulty(line) for step in (-1, 0, 1)}
    return [line for n, line in enumerate(last) if n in near]


def vote(shares: Mapping[Category, float], voice: Category | None) -> tuple[Category, float]:
    """The category with most votes, and by how much it leads: the words' shares and the voice of a weak rule."""
    votes = {category: share + (VOICE if category is voice else 0.0) for category, share in shares.items()}
    first, second = sorted(votes, key=votes.__getitem__, reverse=True)[:2]
    return first, votes[first] - votes[second]


def shares(weights: Weights, found: Mapping[str, int]) -> dict[Category, float]:
    """The probability of each category (softmax)."""
    size = len(weights.categories)
    norm = weights.scale / math.sqrt(max(1, len(found)))
    sums = list(weights.bias)
    for bucket in found.values():
        for place, value in enumerate(weights.rows[bucket * size : (bucket + 1) * size]):
            sums[place] += (value - 128) * norm
    top = max(sums)
    powers = [math.exp(value - top) for value in sums]
    total = sum(powers)
    return {category: power / total for category, power in zip(weights.categories, powers, strict=True)}


def _telling(weights: Weights, found: dict[str, int], category: int) -> tuple[str, ...]:
    """The three words or pairs that speak most for the category."""
    size = len(weights.categories)
    ranked = sorted(found, key=lambda word: weights.rows[found[word] * size + category], reverse=True)
    return tuple(word for word in ranked[:3] if weights.rows[found[word] * size + category] > 128)


@cache
def words_model() -> Weights:
    """The model that came with the program, read once."""
    return msgspec.msgpack.decode(Path(__file__).with_name(FILE).read_bytes(), type=Weights)
