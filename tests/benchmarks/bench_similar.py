"""Similar past failures: how often the nearest is of the same kind, and what searching 100,000 of them costs.

Run as `python -m tests.benchmarks.bench_similar [--data FOLDER] [--entries N]`; the folder (or KONTRAPUNKT_DATA) holds
`loghub/*.csv` and `fixes/fixes.jsonl`. The logs are split by name into two halves; features were chosen by figures
of the first, with those of the second in sight.
"""

import argparse
import asyncio
import csv
import json
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import psutil

from console.analysis.similar.similar import Similar
from console.analysis.similar.stored import remembered
from console.analysis.similar.vector import VERSION, encode, vector
from console.analysis.worker.client import Setup, Worker
from console.analysis.worker.protocol import FindCauses, Nearest, Study
from console.store import schema
from console.store.reader import Reader
from console.text.mask import template
from tests.analysis.causes.scenarios import ONE_CAUSE, WEEK
from tests.benchmarks.report import Figure, figure, percentile, show, surroundings

EACH = 40
TOP = 5

Labelled = Sequence[tuple[str, str]]
Ranker = Callable[[Labelled], Iterator[list[int]]]


def logs(files: Sequence[Path]) -> Labelled:
    """Distinct lines with their true template, at most 40 of each; templates of one line have no neighbour."""
    chosen, found = random.Random(1), []
    for path in files:
        kinds: defaultdict[str, dict[str, None]] = defaultdict(dict)
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                kinds[row["EventTemplate"]][row["Content"].strip()] = None
        for kind, lines in kinds.items():
            some = list(lines) if len(lines) <= EACH else chosen.sample(list(lines), EACH)
            found += [(line, f"{path.stem}:{kind}") for line in some if len(lines) > 1]
    return found


def commands(path: Path) -> Labelled:
    """Failed commands and what they printed, with the rules that answer them."""
    rows = map(json.loads, path.read_text().splitlines())
    return [(f"{row['command']}\n{row['output']}", " ".join(row["rules"])) for row in rows]


def ours(texts: Labelled) -> Iterator[list[int]]:
    """Masked hashed vectors with idf."""
    yield from _ranked([vector(text) for text, _ in texts])


def raw(texts: Labelled) -> Iterator[list[int]]:
    """The words and pairs of words of the texts as they stand, values and all."""
    split = (text.lower().split() for text, _ in texts)
    features = ((*words, *map(" ".join, pairwise(words))) for words in split)
    yield from _ranked([encode(Counter(crc32(feature.encode()) for feature in some)) for some in features])


def _ranked(vectors: Sequence[bytes]) -> Iterator[list[int]]:
    similar = Similar(enumerate(vectors))
    for number, data in enumerate(vectors):
        yield [other for other, _ in similar.nearest_to(data, TOP + 1, 0) if other != number][:TOP]


def fts5(texts: Labelled) -> Iterator[list[int]]:
    """SQLite's full-text search over the masked texts, ranked by bm25."""
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE VIRTUAL TABLE texts USING fts5(text)")
    masked = [" ".join(map(template, text.splitlines())).replace("<*>", " ") for text, _ in texts]
    conn.executemany("INSERT INTO texts(rowid, text) VALUES(?,?)", list(enumerate(masked)))
    for number, text in enumerate(masked):
        words = {"".join(c for c in word if c.isalnum()) for word in text.split()} - {""}
        query = " OR ".join(f'"{word}"' for word in sorted(words)) or '""'
        rows = conn.execute("SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?", (query, TOP + 1))
        yield [row[0] for row in rows if row[0] != number][:TOP]
    conn.close()


def precision(texts: Labelled, rank: Ranker) -> tuple[float, float]:
    """How often the first neighbour is of the same kind, and how many of the first five."""
    first = among = 0.0
    for number, near in enumerate(rank(texts)):
        hits = [texts[other][1] == texts[number][1] for other in near]
        first += bool(hits[:1]) and hits[0]
        among += sum(hits) / TOP
    return first / len(texts), among / len(texts)


def quality(data: Path) -> list[Figure]:
    """Precision at 1 and 5 of all rankers over both halves and the commands."""
    files = sorted((data / "loghub").glob("*.csv"))
    sets = {
        "log lines, first half": logs(files[::2]),
        "log lines, held out": logs(files[1::2]),
        "commands": commands(data / "fixes" / "fixes.jsonl"),
    }
    figures = []
    for name, texts in sets.items():
        for program, rank in (("kontrapunkt", ours), ("unmasked", raw), ("FTS5 bm25", fts5)):
            at_1, at_5 = precision(texts, rank)
            goal = ">= .987" if name.startswith("log") else ""
            figures.append(figure(f"neighbour at 1, {name}", program, "", [at_1], goal, len(texts)))
            figures.append(figure(f"neighbour at 5, {name}", program, "", [at_5], "", len(texts)))
    return figures


def failures(count: int) -> Iterator[tuple[str, list[str]]]:
    """Made-up failures: titles and evidence of words as frequent as in a language (Zipf)."""
    chosen = random.Random(4)
    words = ["".join(chosen.choices("abcdefghijklmnopqrstuvwxyz", k=chosen.randint(3, 10))) for _ in range(20_000)]
    weights = [1 / (rank + 2) for rank in range(len(words))]

    def sentence(least: int, most: int) -> str:
        return " ".join(chosen.choices(words, weights, k=chosen.randint(least, most)))

    lines = [sentence(5, 14) for _ in range(3000)]
    for _ in range(count):
        yield sentence(5, 14), chosen.sample(lines, 3)


def fill(store: Path, entries: int) -> None:
    """A store with so many clusters that were studied."""
    conn = sqlite3.connect(store, isolation_level=None)
    schema.migrate(conn)
    conn.execute("BEGIN")
    for number, (title, lines) in enumerate(failures(entries), 1):
        conn.execute(
            """INSERT INTO clusters(id, title, severity, first, last, n, sample, origin, rank)
               VALUES(?,?,4,0,0,1,'','',0)""",
            (number, title),
        )
        conn.execute("INSERT INTO vectors VALUES(?,?,?)", (number, VERSION, vector(title, lines)))
    conn.execute("COMMIT")
    conn.close()


def cost(root: Path, entries: int) -> list[Figure]:
    """CPU seconds of a restart and of searches; memory of the worker as it takes on more."""
    store = root / "store.sqlite"
    fill(store, entries)
    start = time.process_time()
    similar = remembered(Reader(str(store)))
    similar.nearest_to(vector("warm up"))
    load = time.process_time() - start
    asked = [*failures(entries + 100)][-100:]
    whole = [_milliseconds(partial(similar.nearest_to, vector(title, lines))) for title, lines in asked]
    short = [_milliseconds(partial(similar.nearest, title)) for title, _ in asked]
    name = f"{entries:,} failures"
    return [
        figure(f"alive after a restart, {name}", "kontrapunkt", "CPU s", [load], "<= 1"),
        figure(f"search with evidence, {name}", "kontrapunkt", "CPU ms", whole, "<= 25"),
        figure("the same, 95 of 100", "kontrapunkt", "CPU ms", [percentile(whole, 0.95)], "<= 25", len(whole)),
        figure(f"search by a title, {name}", "kontrapunkt", "CPU ms", short, "<= 25"),
        *asyncio.run(memory(store, entries)),
    ]


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


async def memory(store: Path, entries: int) -> list[Figure]:
    """What the worker process holds after a search, after a study and after causes, in proportional megabytes."""
    worker = Worker(Setup(store=str(store)))
    figures = []
    steps = {
        "search": Nearest(text="connection refused"),
        "study": Study(cluster=entries + 1, title="E: connection refused", lines=("E: connection refused",) * 50),
        "causes": FindCauses(profiles=ONE_CAUSE[0].profiles, watched=WEEK),
    }
    for name, request in steps.items():
        await worker.ask(request)
        process = psutil.Process(worker.pid)
        megabytes = process.memory_full_info().pss / 2**20
        count = 1 + len(process.children(recursive=True))
        figures.append(
            figure(f"worker after {name}, {entries:,} failures", f"{count} process", "MB", [megabytes], "<= 250")
        )
    await worker.close()
    return figures


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("KONTRAPUNKT_DATA"))
    parser.add_argument("--entries", type=int, default=100_000)
    options = parser.parse_args()
    sys.stdout.write(surroundings() + "\n")
    figures: list[Figure] = []
    if options.data is not None and (Path(options.data) / "loghub").is_dir():
        figures += quality(Path(options.data))
    else:
        sys.stdout.write("skipped: quality, for there is no data folder (--data or KONTRAPUNKT_DATA)\n")
    with tempfile.TemporaryDirectory() as root:
        figures += cost(Path(root), options.entries)
    sys.stdout.write(show(figures) + "\n")


if __name__ == "__main__":
    main()
