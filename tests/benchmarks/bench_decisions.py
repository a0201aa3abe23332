"""Decisions: probes let through a half-open breaker, looking rules up among a thousand, and what a decision costs.

Run as `python -m tests.benchmarks.bench_decisions [--rules N] [--rounds N]`. Times are of CPU, all data is made here.
"""

import argparse
import random
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from console.actions.breaker import Limits, ask
from console.actions.decide import Case, Proposal, Reach, Rulebook, judged, trust
from console.actions.strategy import Policy, next_step
from console.engine.judge import recalled_by
from console.model.breaker import Breaker, BreakerState, Moment
from console.model.failure import Category, Risk
from console.model.ruling import Mode, Option, Ruling, Step, Tactic, Tried
from console.model.settings import DecideRule, DecideSettings
from console.store import breakers, write_decisions
from console.store.schema import migrate
from tests.benchmarks.report import Figure, figure, percentile, show, surroundings

ASKERS = 20
NOW = Moment(1_795_000_000.0, 5000.0, "boot")
WORDS = ("lock", "busy", "refused", "timeout", "registry", "cache", "denied", "reset", "missing", "conflict")


def opened(path: str) -> sqlite3.Connection:
    """A connection as the engine's, with WAL."""
    conn = sqlite3.connect(path, isolation_level=None, timeout=60)
    conn.execute("PRAGMA journal_mode=WAL")
    return conn


def probes(path: str, rounds: int) -> list[float]:
    """How many of twenty that ask at once are let through, each time a break is over."""
    found = []
    for number in range(rounds):
        key, allowed = f"host {number}", list[str]()
        with closing(opened(path)) as conn:
            broken = Breaker(key=key, state=BreakerState.OPEN, opened=NOW.back(60), pause=5.0, trips=1)
            breakers.change(conn, key, lambda _, broken=broken: (broken, None))
        start = threading.Barrier(ASKERS)

        def one(asker: int, key: str = key, allowed: list[str] = allowed, start: threading.Barrier = start) -> None:
            with closing(opened(path)) as conn:
                start.wait()
                answer = breakers.change(conn, key, lambda b: ask(b, NOW, f"asker {asker}", Limits()))
                allowed.extend([answer.probe] * answer.allowed)

        threads = [threading.Thread(target=one, args=(asker,)) for asker in range(ASKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found.append(float(len(allowed)))
    return found


def rulebook(size: int, chosen: random.Random) -> list[DecideRule]:
    """Rules that name a fix, a program, a category, or only a pattern, a quarter each."""
    made = []
    for number in range(size):
        word, other = chosen.sample(WORDS, 2)
        named = (
            {"fix": f"fix-{number}"}, {"program": f"tool{number % 50}", "match": word},
            {"category": "network", "match": f"{word}.*{number}"}, {"match": f"(?i){word}[^:]*{other} {number}"},
        )[number % 4]  # fmt: skip
        made.append(DecideRule(name=f"rule {number}", mode="ask", **named))
    return made


def lookups(size: int, rounds: int) -> list[float]:
    """Milliseconds a lookup, of headlines that nearly fit and of some that fit."""
    chosen = random.Random(5)
    book = Rulebook(rulebook(size, chosen))
    cases = [
        Case(
            kind="fix", category=chosen.choice(["network", "build"]), program=f"tool{chosen.randrange(60)}",
            fix=f"fix-{chosen.randrange(2 * size)}", text=" ".join(chosen.choices([*WORDS, "7", "112", "x"], k=25)),
        )
        for _ in range(rounds)
    ]  # fmt: skip
    return [1000 * cost(lambda case=case: book.find(case)) for case in cases]


def decisions(path: str, rounds: int) -> list[float]:
    """Milliseconds for a whole decision: step, record, policy, and the row with its alternatives on the disk."""
    history = (Tried(Tactic.AGAIN, "f", Category.NETWORK),)
    settings = DecideSettings()

    def one() -> None:
        step = next_step(history, Category.NETWORK, "f", Policy(automatic=2))
        sure = trust(0.8, [True, False, True]).value
        judged(Proposal(what="again", confidence=sure, risk=Risk.SAFE, reach=Reach.HARMLESS, kind="retry"), settings)
        ruling = Ruling(
            id=0, time=NOW.wall, subject="job 1", question="what follows",
            chosen=Option(step.tactic.value, sure, Mode.DO, step.reason),
        )  # fmt: skip
        made = recalled_by(ruling, "could not resolve host example.com")
        write_decisions.add_step(conn, 1, 1, Step(Tactic.AGAIN, "x"), ruling, made)

    with closing(opened(path)) as conn:
        return [1000 * cost(one) for _ in range(rounds)]


def cost(work: Callable[[], object]) -> float:
    """Seconds of CPU."""
    began = time.process_time()
    work()
    return time.process_time() - began


def figures(rules: int, rounds: int) -> list[Figure]:
    """All of them."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "store.sqlite")
        with closing(opened(path)) as conn:
            migrate(conn)
        let = probes(path, max(5, rounds // 50))
        found, decided = lookups(rules, rounds), decisions(path, rounds)
    return [
        figure(f"probes of {ASKERS} askers when half open", "kontrapunkt", "", let, "1"),
        figure(f"rule lookup among {rules}, p99", "kontrapunkt", "ms", [percentile(found, 0.99)], "<= 5 ms", rounds),
        figure(f"rule lookup among {rules}", "kontrapunkt", "ms", found),
        figure("a decision with its row on disk, p99", "kontrapunkt", "ms", [percentile(decided, 0.99)], "", rounds),
        figure("a decision with its row on disk", "kontrapunkt", "ms", decided),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench_decisions", description=__doc__)
    parser.add_argument("--rules", type=int, default=1000, help="entries of the rulebook")
    parser.add_argument("--rounds", type=int, default=1000, help="lookups and decisions")
    options = parser.parse_args()
    print(surroundings(), file=sys.stderr)
    print(show(figures(options.rules, options.rounds)))


if __name__ == "__main__":
    main()
