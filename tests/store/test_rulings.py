"""Breakers, budgets, decisions and fixes in the store: exact under many askers, kept over restarts."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from msgspec.structs import replace

from console.actions.breaker import Limits, ask
from console.model.breaker import Breaker, BreakerState, Budget, Moment
from console.model.failure import Category, FixOutcome
from console.model.ruling import FixRun, Mode, Option, Ruling, Step, Tactic, Tried, Workaround
from console.store import breakers, read_decisions, write_decisions
from console.store.schema import migrate
from console.store.write_decisions import Vector
from tests.store.support import START, opened

NOW = Moment(START, 1000.0, "boot")
RULING = Ruling(
    id=0, time=START, subject="job 7", question="what now", chosen=Option("again", 0.5, Mode.DO, "it may pass"),
    others=(Option("clean", 0.1, Mode.ASK, "not allowed"),), rule="mine", who="me",
)  # fmt: skip
VECTOR = Vector(1, b"12345")
RUN = FixRun(ruling=1, rule="r", command="npm install", fingerprints=("f",), jobs=(3, 4), verifier=4)


def connection(folder: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(folder / "store.sqlite", isolation_level=None, timeout=30)
    conn.execute("PRAGMA journal_mode=WAL")
    return conn


def test_twenty_askers_at_once_get_one_probe(tmp_path):
    with closing(connection(tmp_path)) as conn:
        migrate(conn)
        opened_once = Breaker(key="x", state=BreakerState.OPEN, opened=NOW.back(60), pause=5.0, trips=1, why="it broke")
        breakers.change(conn, "x", lambda _: (opened_once, None))
    allowed: list[str] = []
    start = threading.Barrier(20)

    def one(number: int) -> None:
        with closing(connection(tmp_path)) as mine:
            start.wait()
            answer = breakers.change(mine, "x", lambda b: ask(b, NOW, f"asker {number}", Limits()))
            allowed.extend([answer.probe] * answer.allowed)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(allowed) == 1
    with closing(connection(tmp_path)) as conn:
        assert [b.probe for b in breakers.every(conn)] == allowed


def test_budgets_are_kept(tmp_path):
    with closing(connection(tmp_path)) as conn:
        migrate(conn)
        assert breakers.change_budget(conn, "k", lambda old: (Budget(2.5, NOW), old)) is None
        assert breakers.change_budget(conn, "k", lambda old: (Budget(1.5, NOW), old)) == Budget(2.5, NOW)


async def test_rulings_come_back_as_they_were(tmp_path):
    async with opened(tmp_path) as writer:
        number = await writer.aside(lambda conn: write_decisions.add_ruling(conn, RULING, VECTOR))
        kept = replace(RULING, id=number)
        assert await writer.aside(lambda conn: read_decisions.one(conn, number)) == kept
        assert await writer.aside(lambda conn: read_decisions.newest(conn, 5)) == (kept,)
        assert await writer.aside(lambda conn: read_decisions.about(conn, "job 7")) == (kept,)
        assert await writer.aside(lambda conn: read_decisions.vectors(conn, 1)) == ((number, b"12345"),)
        assert await writer.aside(lambda conn: read_decisions.one(conn, 99)) is None


async def test_what_followed_attempts(tmp_path):
    step = Step(Tactic.CLEAN, "again the same")
    async with opened(tmp_path) as writer:

        def write(conn: sqlite3.Connection) -> None:
            write_decisions.add_failed(conn, 7, 1, "f", Category.NETWORK)
            write_decisions.add_step(conn, 7, 1, step, RULING, VECTOR)

        await writer.aside(write)
        assert await writer.aside(lambda conn: read_decisions.tactic(conn, 7, 2)) is Tactic.CLEAN
        await writer.aside(lambda conn: write_decisions.add_failed(conn, 7, 2, "g", Category.UNKNOWN))
        history = await writer.aside(lambda conn: read_decisions.history(conn, 7, 2))
    assert history == (Tried(Tactic.AGAIN, "f", Category.NETWORK), Tried(Tactic.CLEAN, "g", Category.UNKNOWN))


async def test_a_fix_ends_with_its_track_record(tmp_path):
    async with opened(tmp_path) as writer:
        await writer.aside(lambda conn: write_decisions.add_ruling(conn, RULING, VECTOR))
        await writer.aside(lambda conn: write_decisions.put_run(conn, RUN))
        assert await writer.aside(read_decisions.open_runs) == (RUN,)
        outcome = FixOutcome(rule="r", fingerprint="f", command="npm install", worked=True, time=START)
        done = replace(RUN, worked=True, over=True)
        await writer.aside(lambda conn: write_decisions.end_run(conn, done, (outcome,), "it worked"))
        assert await writer.aside(read_decisions.open_runs) == ()
        assert await writer.aside(lambda conn: read_decisions.run(conn, 1)) == done
        assert await writer.aside(lambda conn: read_decisions.record(conn, "r")) == (True,)
        assert await writer.aside(read_decisions.records) == (("r", (True,)),)
        ruling = await writer.aside(lambda conn: read_decisions.one(conn, 1))
    assert ruling is not None
    assert ruling.outcome == "it worked"


async def test_workarounds_come_and_go(tmp_path):
    one = Workaround(name="registry", instead="jobs wait", replaces="downloads", since=START, until="it answers")
    async with opened(tmp_path) as writer:
        await writer.aside(lambda conn: write_decisions.put_workaround(conn, one))
        assert await writer.aside(read_decisions.workarounds) == (one,)
        await writer.aside(lambda conn: write_decisions.drop_workaround(conn, "registry"))
        assert await writer.aside(read_decisions.workarounds) == ()
