"""Suggested fixes on command lines that failed: right first, right among three, wrong and confident, silent.

Run with `python -m tests.benchmarks.bench_fixes [FOLDER]`; the folder holds `fixes/fixes.jsonl` and may be given as
KONTRAPUNKT_DATA. Groups of rules are split in two halves by the hash of their names: rules and confidences were made
with the first in view; the second was only ever scored. The baseline replaces a word by what a hint line quotes.
"""

import argparse
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from console.analysis.fixes import suggest
from tests.benchmarks.report import Figure, figure, show, surroundings

CONFIDENT = 0.7
SEEN = 24
BANDS = (0.0, 0.4, 0.6, 0.7, 0.8, 0.9, 1.01)


class Mistake(Struct):
    """A command that failed, what it printed, and what would have been right."""

    command: str
    output: str
    fixes: list[str]
    rules: list[str]

    @property
    def readable(self) -> bool:
        """Whether the answer may be read from command and output; an editor that was mocked may not."""
        return "dummy_editor" not in " ".join(self.fixes)


Answer = list[tuple[str, float]]
Method = Callable[[str, str], Answer]


def ours(command: str, output: str) -> Answer:
    """What the program suggests."""
    return [(one.command, one.confidence) for one in suggest(command, output)]


def hint_reader(command: str, output: str) -> Answer:
    """The simple baseline: a quoted word of a hint line for the nearest word of the command."""
    match = re.search(
        r"(?i)(?:did you mean|similar|try|use)[^\n]*?[`'\"]([\w-]+)[`'\"]|similar[^\n]*\n\s+(\S+)", output
    )
    word = (match[1] or match[2]) if match else ""
    near = get_close_matches(word, command.split()[1:], 1, 0.4) if word else []
    return [(command.replace(near[0], word, 1), 1.0)] if near else []


def halves(mistakes: Sequence[Mistake]) -> dict[str, list[Mistake]]:
    """The mistakes by half, whole groups together."""

    def order(name: str) -> tuple[int, bytes]:
        digest = hashlib.sha256(name.encode()).digest()
        return digest[0] % 2, digest

    seen = set(sorted({one.rules[0] for one in mistakes}, key=order)[:SEEN])
    return {
        "half in view": [one for one in mistakes if one.rules[0] in seen],
        "half held out": [one for one in mistakes if one.rules[0] not in seen],
    }


def right(mistake: Mistake, command: str) -> bool:
    """Whether a suggestion has the shell words of an accepted one."""
    try:
        return any(shlex.split(command) == shlex.split(fix) for fix in mistake.fixes)
    except ValueError:
        return False


def score(name: str, method: Method, mistakes: Sequence[Mistake], half: str) -> list[Figure]:
    """The shares of one method on one half."""
    answers = [(one, method(one.command, one.output)) for one in mistakes]
    first = [bool(made) and right(one, made[0][0]) for one, made in answers]
    rows = {
        "fix right first, of all": (first, ">= .45"),
        "fix right first, where it can be read": (
            [good for good, one in zip(first, mistakes, strict=True) if one.readable],
            ">= .70",
        ),
        "fix right among three": ([any(right(one, text) for text, _ in made[:3]) for one, made in answers], ""),
        "fix wrong and confident": (
            [
                bool(made) and not good and made[0][1] >= CONFIDENT
                for good, (_, made) in zip(first, answers, strict=True)
            ],
            "<= .03",
        ),
        "silent": ([not made for _, made in answers], ""),
    }
    return [
        figure(f"{row}, {half}", name, "share", [sum(hits) / max(1, len(hits))], goal, len(hits))
        for row, (hits, goal) in rows.items()
    ]


def calibration(mistakes: Sequence[Mistake]) -> str:
    """How often first suggestions were right, by how sure they were."""
    answers = [(made[0][1], right(one, made[0][0])) for one in mistakes if (made := ours(one.command, one.output))]
    lines = ["confidence of the first suggestion: right / all"]
    for low, high in pairwise(BANDS):
        band = [good for sure, good in answers if low <= sure < high]
        lines.append(f"  {low:.1f} - {min(high, 1):.1f}   {sum(band):3} / {len(band):3}")
    return "\n".join(lines)


def process_cost(mistakes: Sequence[Mistake], times: int = 15) -> Figure:
    """CPU of the whole program for one failure."""
    spent = []
    with tempfile.TemporaryDirectory() as folder:
        for mistake in mistakes[:: max(1, len(mistakes) // times)]:
            output = Path(folder, "output")
            output.write_text(mistake.output, encoding="utf-8")
            before = time.process_time() + os.times().children_user + os.times().children_system
            argv = [
                sys.executable,
                "-I",
                "kontrapunkt.py",
                "fix",
                "--command",
                mistake.command,
                "--output",
                str(output),
            ]
            subprocess.run([*argv, "--json"], check=True, capture_output=True)
            after = time.process_time() + os.times().children_user + os.times().children_system
            spent.append((after - before) * 1000)
    return figure("start and suggest, CPU", "kontrapunkt", "ms", spent, "<= 200 ms")


def main() -> None:
    """Print the table, or say which data is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default=os.environ.get("KONTRAPUNKT_DATA", ""))
    file = Path(parser.parse_args().folder, "fixes", "fixes.jsonl")
    if not file.is_file():
        print(f"skipped: {file} is not there")
        return
    lines = file.read_text(encoding="utf-8").splitlines()
    mistakes = [Mistake(**json.loads(line)) for line in lines]
    figures = [
        row
        for half, part in halves(mistakes).items()
        for name, method in (("kontrapunkt", ours), ("hint reader", hint_reader))
        for row in score(name, method, part, half)
    ]
    print(surroundings())
    print(show([*figures, process_cost(mistakes)]))
    for half, part in halves(mistakes).items():
        print(f"\n{half}: {calibration(part)}")


if __name__ == "__main__":
    main()
