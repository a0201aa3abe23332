"""Classification: accuracy, precision when not unknown, calibration, per category, beside simple baselines; CPU time.

Run with `python -m tests.benchmarks.bench_classify [--texts FILE] [DATA]`. FILE holds labelled texts like the corpus of
the tests; DATA (or `KONTRAPUNKT_DATA`) is a folder with `cilogs`, whose logs are timed.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from console.analysis.classify import Classifier, classify
from console.analysis.classify.shipped import built_in
from console.model.failure import Category
from tests.benchmarks.report import Figure, figure, show
from tests.benchmarks.train_words import CORPUS, ROOT, Labelled, corpus

GOALS = ">= .85", ">= .92", "<= 250 ms"
BANDS = (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01)
MB = 1_000_000
KEYWORDS = (
    (Category.NETWORK, r"(?i)resolve host|connection|network|dns|ssl"),
    (Category.AUTH, r"(?i)denied|unauthorized|forbidden|credential|authenticat|40[13]"),
    (Category.RESOURCE, r"(?i)out of memory|no space|killed|too many|quota"),
    (Category.TIMEOUT, r"(?i)time.?out|timed out|deadline"),
    (Category.DEPENDENCY, r"(?i)package|module|dependenc|version|lock"),
    (Category.TEST, r"(?i)test|assert|expected"),
    (Category.BUILD, r"(?i)compil|build|undefined|error:"),
)

Method = Callable[[str], Category]


class Score(Struct, frozen=True):
    """How a method did on some texts; `confident` are confidence and whether it was right, of what is not unknown."""

    accuracy: float
    precision: float
    unknown: float
    right: dict[Category, tuple[int, int]]


def keywords(text: str) -> Category:
    """The first of seven keyword rules that matches."""
    return next((name for name, pattern in KEYWORDS if re.search(pattern, text)), Category.UNKNOWN)


def majority(texts: Sequence[Labelled]) -> Method:
    """Always the most frequent category."""
    most = Counter(one.category for one in texts).most_common(1)[0][0]
    return lambda _text: most


def words_alone(text: str) -> Category:
    """No rules at all; the model of words was trained on both halves of the corpus."""
    return _WORDS.classify(text).category


def score(method: Method, texts: Sequence[Labelled]) -> Score:
    """What the method says of the texts, against their labels."""
    pairs = [(method(one.text), one.category) for one in texts]
    told = [(said, truth) for said, truth in pairs if said is not Category.UNKNOWN]
    right: dict[Category, tuple[int, int]] = {}
    for said, truth in pairs:
        good, total = right.get(truth, (0, 0))
        right[truth] = good + (said is truth), total + 1
    return Score(
        accuracy=sum(said is truth for said, truth in pairs) / len(pairs),
        precision=sum(said is truth for said, truth in told) / max(1, len(told)),
        unknown=1 - len(told) / len(pairs),
        right=right,
    )


def quality(name: str, texts: Sequence[Labelled]) -> Iterator[Figure]:
    """The figures of all methods on some texts."""
    methods: dict[str, Method] = {
        "kontrapunkt": lambda text: classify(text).category,
        "words alone, in sample": words_alone,
        "7 keyword rules": keywords,
        "majority": majority(texts),
    }
    for program, method in methods.items():
        found = score(method, texts)
        goals = GOALS if program == "kontrapunkt" else ("", "", "")
        yield figure(f"{name}: accuracy", program, "", [found.accuracy], goals[0], len(texts))
        yield figure(f"{name}: precision", program, "", [found.precision], goals[1], len(texts))
        yield figure(f"{name}: unknown", program, "", [found.unknown], "", len(texts))


def calibration(texts: Sequence[Labelled]) -> str:
    """Of the verdicts in a band of confidence, how many there are and how many are right."""
    verdicts = [(classify(one.text), one.category) for one in texts]
    rows = ["confidence      n  mean  right"]
    for low, high in pairwise(BANDS):
        band = [
            (v.confidence, v.category is truth) for v, truth in verdicts if v.confidence and low <= v.confidence < high
        ]
        if band:
            mean, right = (sum(column) / len(band) for column in zip(*band, strict=True))
            rows.append(f"{low:.2f} - {min(high, 1):.2f}  {len(band):4}  {mean:.3f}  {right:.3f}")
    return "\n".join(rows)


def by_category(texts: Sequence[Labelled]) -> str:
    """Right of all, for each category."""
    right = score(lambda text: classify(text).category, texts).right
    return "\n".join(f"{name:15} {good:4} of {total}" for name, (good, total) in sorted(right.items()))


def speed(data: Path) -> Iterator[Figure]:
    """CPU milliseconds of a whole process on a log, scaled to 1 MB, and of a further text in the same process."""
    logs = sorted(path for path in (data / "cilogs" / "travis").glob("*.log") if path.stat().st_size > MB / 2)
    whole = [_process_ms(path) for path in logs]
    yield figure("1 MB of log: whole process", "kontrapunkt", "ms", whole, GOALS[2])
    yield figure("1 MB of log: a further text", "kontrapunkt", "ms", [_call_ms(path) for path in logs])


def _process_ms(path: Path) -> float:
    before = os.times()
    subprocess.run(
        [sys.executable, "-I", str(ROOT / "kontrapunkt.py"), "classify", str(path)], check=True, capture_output=True
    )
    after = os.times()
    return 1000 * (after.children_user + after.children_system - before.children_user - before.children_system)


def _call_ms(path: Path) -> float:
    text = path.read_text(encoding="utf-8", errors="replace")
    start = time.process_time()
    classify(text)
    return 1000 * (time.process_time() - start) * MB / len(text)


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, help="labelled texts instead of the corpus of the tests")
    parser.add_argument("data", type=Path, nargs="?", default=os.environ.get("KONTRAPUNKT_DATA"))
    given = parser.parse_args()
    texts = corpus(given.texts or CORPUS)
    halves = {"tuned half": 0, "held out": 1}
    figures = [row for name, half in halves.items() for row in quality(name, [t for t in texts if t.half == half])]
    if given.data is None:
        print("speed is skipped: no folder with data was named")
    else:
        figures += speed(Path(given.data))
    held = [one for one in texts if one.half == 1]
    print(
        show(figures),
        "",
        f"calibration (rules: {len(built_in())})",
        calibration(held),
        "",
        by_category(held),
        sep="\n",
    )


_WORDS = Classifier(())

if __name__ == "__main__":
    main()
