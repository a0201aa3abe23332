"""Grouping of log lines against true templates, and lines a second, beside simple ways and an installed peer.

Run as `python -m tests.benchmarks.bench_mining [FOLDER] [--peer PYTHON]`; FOLDER, else that named by KONTRAPUNKT_DATA,
holds `loghub/NAME.log` and `NAME.csv`. Half of the samples (every second name) was looked at while the miner was
written; of the other half the wrong joins of three samples were seen once.
`--peer` is a Python in which drain3 is installed.
"""

import argparse
import csv
import json
import os
import random
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from console.analysis.mining.miner import Miner
from console.text.header import learn
from tests.benchmarks.report import Figure, figure, show, surroundings

Mined = list[tuple[str, str]]
Method = Callable[[Sequence[str]], Mined]
BATCH = 5000
ROUNDS = 10
_DRAIN = """
import json, sys
from drain3 import TemplateMiner
from drain3.template_miner_config import TemplateMinerConfig
miner, found = TemplateMiner(config=TemplateMinerConfig()), []
lines = json.load(sys.stdin)
for line in lines:
    found.append(miner.add_log_message(line)["cluster_id"])
texts = {cluster.cluster_id: cluster.get_template() for cluster in miner.drain.clusters}
json.dump([[str(n), texts[n]] for n in found], sys.stdout)
"""


def ours(lines: Sequence[str]) -> Mined:
    """The cluster and the template of each line."""
    miner, layout = Miner(), learn(lines)
    handles = [handle for at in range(0, len(lines), BATCH) for handle in miner.learn(lines[at : at + BATCH], layout)]
    miner.consolidate()
    return [(miner.id(handle), miner.template(handle)) for handle in handles]


def any_digit(lines: Sequence[str]) -> Mined:
    """Every token that holds a digit masked; equal lines are one group."""
    masked = [" ".join("<*>" if re.search(r"\d", word) else word for word in line.split()) for line in lines]
    return [(text, text) for text in masked]


def drain(python: str) -> Method:
    """drain3 with its defaults, in its own Python."""

    def run(lines: Sequence[str]) -> Mined:
        given = json.dumps(list(lines))
        done = subprocess.run([python, "-c", _DRAIN], input=given, capture_output=True, text=True, check=True)
        return [(cluster, template) for cluster, template in json.loads(done.stdout)]

    return run


def score(truth: Sequence[str], mined: Mined, *, raw: bool) -> tuple[float, float, float]:
    """Grouping accuracy by line, its F1 by group, and the share of lines whose template is the true one."""
    wanted, found = _groups(truth), _groups([cluster for cluster, _ in mined])
    right = wanted & found
    f1 = 2 * len(right) / (len(wanted) + len(found))
    same = [_equal(text, template, raw) for text, (_, template) in zip(truth, mined, strict=True)]
    return sum(map(len, right)) / len(truth), f1, sum(same) / len(truth)


def _groups(names: Sequence[str]) -> set[frozenset[int]]:
    lines = defaultdict(list)
    for line, name in enumerate(names):
        lines[name].append(line)
    return set(map(frozenset, lines.values()))


def _equal(truth: str, template: str, raw: bool) -> bool:
    truth, template = " ".join(truth.split()), " ".join(template.split())
    return template.endswith(truth) if raw else template == truth


def read(folder: Path) -> dict[str, tuple[list[str], list[str], list[str]]]:
    """By name the contents, the raw lines and the true templates of each sample."""
    samples = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        lines = path.with_suffix(".log").read_text(encoding="utf-8", errors="replace").split("\n")[: len(rows)]
        samples[path.stem] = [row["Content"] for row in rows], lines, [row["EventTemplate"] for row in rows]
    return samples


def grouping(folder: Path, methods: dict[str, Method]) -> Iterable[Figure]:
    """The figures of each method on each half and on all."""
    samples = read(folder)
    names = list(samples)
    halves = {"looked at": names[1::2], "held out": names[::2], "all": names}
    for program, method in methods.items():
        for mode, column in (("content", 0), ("raw", 1)):
            scores = {
                name: score(sample[2], method(sample[column]), raw=mode == "raw") for name, sample in samples.items()
            }
            for half, chosen in halves.items():
                for at, measure in enumerate(("GA", "FGA", "PA")):
                    values = [scores[name][at] for name in chosen]
                    mean = sum(values) / len(values)
                    yield Figure(
                        f"{measure} {mode}, {half}", program, "", mean, min(values), max(values), n=len(values)
                    )


def speed(folder: Path) -> Iterable[Figure]:
    """Lines a CPU second over all samples: as they are, with other figures in each line, and repeated."""
    chance = random.Random(4)
    raw = [sample[1] for sample in read(folder).values()]
    changed = [[re.sub(r"\d", lambda _: chance.choice("0123456789"), line) for line in lines * 10] for lines in raw]
    for name, files, goal in (
        ("lines a CPU second, each file once", raw, ">= 150k"),
        ("lines a CPU second, never seen before", changed, ">= 150k"),
        ("lines a CPU second, repeating", [lines * 20 for lines in raw], ">= 400k"),
    ):
        yield figure(name, "kontrapunkt", "lines/s", [_rate(files) for _ in range(3)], goal)


def _rate(files: Sequence[Sequence[str]]) -> float:
    miner, start = Miner(), time.process_time()
    for lines in files:
        layout = learn(lines[:BATCH])
        encoded = [line.encode() for line in lines]
        for at in range(0, len(encoded), BATCH):
            miner.learn_raw(encoded[at : at + BATCH], layout)
    return sum(map(len, files)) / (time.process_time() - start)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=os.environ.get("KONTRAPUNKT_DATA"))
    parser.add_argument("--peer", metavar="PYTHON", help="a Python with drain3")
    options = parser.parse_args()
    folder = options.folder and Path(options.folder) / "loghub"
    if folder is None or not folder.is_dir():
        sys.exit("bench_mining skipped: no folder with loghub/ was named")
    methods: dict[str, Method] = {"kontrapunkt": ours, "any digit": any_digit}
    if options.peer:
        methods["drain3"] = drain(options.peer)
    sys.stdout.write(surroundings() + "\n" + show([*grouping(folder, methods), *speed(folder)]) + "\n")


if __name__ == "__main__":
    main()
