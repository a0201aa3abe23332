"""Checkpoints of a tree of many files: the first, one after a small change, going back; plain git beside it.

Run with `python -m tests.benchmarks.bench_checkpoints [--files N] [--rounds N]`. CPU seconds count the git that each
starts; on an idle machine of two cores the time on the clock is less, because reading and writing go side by side.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from console.actions.checkpoint.compare import compare
from console.actions.checkpoint.folder import Folder, Limits
from console.actions.checkpoint.take import Order
from tests.benchmarks.report import Figure, figure, show, surroundings

OURS = "kontrapunkt"
PEER = "git add -A, write-tree"
FIRST, SMALL = "checkpoint of {} files, first", "checkpoint of {} files, after a small change"
QUIET = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}


def make(project: Path, files: int) -> None:
    """Sources of some 1.5 kB in 400 folders, in a repository, all of them untracked."""
    for n in range(files):
        folder = project / f"package{n % 400}"
        folder.mkdir(parents=True, exist_ok=True)
        body = "".join(f"def function_{n}_{k}(x):\n    return x + {n * k}\n" for k in range(n % 60))
        (folder / f"module{n}.py").write_text(f'"""Module {n}."""\n{body}')
    subprocess.run(["git", "init", "-q"], cwd=project, env=QUIET, check=True)


def cost(work: Callable[[], object]) -> tuple[float, float]:
    """CPU seconds of this process and its children, and seconds on the clock."""
    begun, clock = sum(os.times()[:4]), time.perf_counter()
    work()
    return sum(os.times()[:4]) - begun, time.perf_counter() - clock


def checkpoints(root: Path, files: int, rounds: int) -> list[Figure]:
    """All figures of one tree."""
    project = root / "project"
    project.mkdir()
    make(project, files)
    first, small, back = [], [], []
    for n in range(rounds):
        state = str(root / f"state{n}")
        folder = Folder(state, str(project), state, Limits())
        first.append(cost(lambda folder=folder: take(folder, "first000")))
        then = folder.take(order("wanted00")).manifest
        (project / "package7" / "module7.py").write_text(f"# changed {n}\n")
        (project / "package9" / f"new{n}.py").write_text("# new\n")
        small.append(cost(lambda folder=folder: take(folder, "second00")))
        present = folder.take(order("third000")).manifest
        back.append(cost(lambda folder=folder, then=then, now=present: folder.restore(then, now, "trash")))
        if not compare(then, folder.take(order("fourth00")).manifest).nothing:
            raise RuntimeError("the tree is not what it was")
    return [
        *_rows(FIRST.format(files), OURS, first, "<= 1"),
        *_rows(SMALL.format(files), OURS, small, "<= 0.2"),
        *_rows("going back over two files", OURS, back, ""),
        *_peer(root, project, files, rounds),
    ]


def order(token: str) -> Order:
    """A request for a checkpoint."""
    return Order(token=token, time=time.time(), message="", state=b"{}")


def take(folder: Folder, token: str) -> None:
    """Take a checkpoint."""
    folder.take(order(token))


def _peer(root: Path, project: Path, files: int, rounds: int) -> list[Figure]:
    """The same with git alone and an index beside the user's; it keeps neither modes nor empty folders."""
    first, small = [], []
    for n in range(rounds):
        shadow = root / f"peer{n}"
        subprocess.run(["git", "init", "-q", "--bare", str(shadow)], env=QUIET, check=True)
        env = QUIET | {"GIT_DIR": str(shadow), "GIT_WORK_TREE": str(project)}
        first.append(cost(lambda env=env: _git_snapshot(project, env)))
        (project / "package7" / "module7.py").write_text(f"# changed again {n}\n")
        small.append(cost(lambda env=env: _git_snapshot(project, env)))
    return [*_rows(FIRST.format(files), PEER, first, ""), *_rows(SMALL.format(files), PEER, small, "")]


def _git_snapshot(project: Path, env: dict[str, str]) -> None:
    for words in (("add", "-A"), ("write-tree",)):
        subprocess.run(["git", *words], cwd=project, env=env, check=True, stdout=subprocess.DEVNULL)


def _rows(name: str, program: str, costs: list[tuple[float, float]], goal: str) -> list[Figure]:
    return [
        figure(f"{name}, CPU", program, "s", [cpu for cpu, _ in costs], goal),
        figure(f"{name}, clock", program, "s", [clock for _, clock in costs], goal),
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    sys.stderr.write(surroundings() + "\n")
    with tempfile.TemporaryDirectory() as root:
        sys.stdout.write(show(checkpoints(Path(root), options.files, options.rounds)) + "\n")


if __name__ == "__main__":
    main()
