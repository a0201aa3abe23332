"""Trains the words' model of the classifier and writes it into the package: `python -m tests.benchmarks.train_words`.

Multinomial logistic regression with an L2 penalty, by gradient descent with momentum from zero, so that the same
texts give the same weights. Its confidence is calibrated on texts that were held out, in five folds.
"""

import hashlib
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Struct

from console.analysis.classify.calibration import fit
from console.analysis.classify.evidence import DECISIVE, weigh
from console.analysis.classify.matching import Matcher
from console.analysis.classify.pack import written
from console.analysis.classify.words import BUCKETS, FILE, Weights, features, shares, vote
from console.model.failure import Category

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "console" / "analysis" / "classify"
CORPUS = ROOT / "tests" / "analysis" / "classify" / "corpus.toml"
FOLDS = 5
ROUNDS = 400
RATE = 4.0
MOMENTUM = 0.9
PENALTY = 2e-4
CATEGORIES = tuple(Category)
_SIGNS = re.compile(r"\\[a-zA-Z]|\(\?[P:<\w-]*[>:]?|[\\^$*+?.()\[\]{}|]")

Floats = npt.NDArray[np.float64]


class Labelled(Struct, frozen=True):
    """A text and what it is about."""

    text: str
    category: Category

    @property
    def half(self) -> int:
        """The half a text belongs to, by its hash: 0 is tuned on, 1 held out."""
        return hashlib.sha256(self.text.encode()).digest()[0] & 1


def corpus(path: Path = CORPUS) -> list[Labelled]:
    """The labelled texts of a file with one table of texts a category."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return [Labelled(row["text"].strip("\n"), Category(name)) for name, rows in tables.items() for row in rows]


def fired() -> list[Labelled]:
    """The firing examples of the built-in rules, with their rules' categories."""
    tables: dict[str, dict[str, str]] = {}
    categories: dict[str, str] = {}
    for path in sorted((PACKAGE / "rules").glob("*.toml")):
        categories |= {row["id"]: row["category"] for row in tomllib.loads(path.read_text(encoding="utf-8"))["rule"]}
    for path in sorted((PACKAGE / "rules" / "examples").glob("*.toml")):
        tables |= tomllib.loads(path.read_text(encoding="utf-8"))
    return [Labelled(table["fires"].strip("\n"), Category(categories[name])) for name, table in tables.items()]


def literals() -> list[Labelled]:
    """The words of each rule's own patterns, without the signs of regular expressions."""
    return [
        Labelled("\n".join(_SIGNS.sub(" ", pattern) for pattern in rule.any), rule.category)
        for rule in written()
        if rule.weight >= DECISIVE
    ]


def train(texts: Sequence[Labelled]) -> Weights:
    """The model of these texts, not yet calibrated."""
    inputs, targets = _matrix(texts), _targets(texts)
    weights, bias = np.zeros((BUCKETS, len(CATEGORIES))), np.zeros(len(CATEGORIES))
    push, bias_push = np.zeros_like(weights), np.zeros_like(bias)
    for _ in range(ROUNDS):
        fault = (_softmax(inputs @ weights + bias) - targets) / len(texts)
        push = MOMENTUM * push - RATE * (inputs.T @ fault + PENALTY * weights)
        bias_push = MOMENTUM * bias_push - RATE * fault.sum(axis=0)
        weights, bias = weights + push, bias + bias_push
    scale = float(np.abs(weights).max()) / 127
    rows = (np.rint(weights / scale) + 128).astype(np.uint8).tobytes()
    return Weights(CATEGORIES, scale, tuple(map(float, bias)), rows, ((0.0, 0.5),))


def leads(model: Weights, texts: Sequence[Labelled]) -> tuple[list[float], list[bool]]:
    """For each text by how much its first category leads, and whether it is the right one; weak rules join in."""
    weak = Matcher([rule for rule in written() if rule.weight < DECISIVE])
    values: list[float] = []
    right: list[bool] = []
    for one in texts:
        lines = one.text.split("\n")
        finding = weigh(weak.hits(lines), lines)
        category, lead = vote(shares(model, features(lines)), finding.category if finding else None)
        values.append(lead)
        right.append(category is one.category)
    return values, right


def calibrated(texts: Sequence[Labelled]) -> Weights:
    """The model of all texts, calibrated on folds that were held out."""
    values: list[float] = []
    good: list[bool] = []
    for fold in range(FOLDS):
        kept = [one for place, one in enumerate(texts) if place % FOLDS != fold]
        held = [one for place, one in enumerate(texts) if place % FOLDS == fold]
        lead, right = leads(train([*kept, *literals()]), held)
        values += lead
        good += right
    print(f"words alone, held out in {FOLDS} folds: {sum(good) / len(good):.3f} right of {len(good)}")
    return msgspec.structs.replace(train([*texts, *literals()]), steps=tuple(fit(values, good)))


def _matrix(texts: Sequence[Labelled]) -> Floats:
    """One row a text: its buckets, of length 1."""
    rows = np.zeros((len(texts), BUCKETS))
    for row, one in zip(rows, texts, strict=True):
        found = features(one.text.split("\n"))
        for bucket in found.values():
            row[bucket] += 1 / np.sqrt(len(found))
    return rows


def _targets(texts: Sequence[Labelled]) -> Floats:
    return np.array([[float(one.category is category) for category in CATEGORIES] for one in texts])


def _softmax(sums: Floats) -> Floats:
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


if __name__ == "__main__":
    (PACKAGE / FILE).write_bytes(msgspec.msgpack.encode(calibrated([*corpus(), *fired()])))
