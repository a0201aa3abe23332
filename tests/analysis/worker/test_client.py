"""The worker as the engine sees it: a real process that is asked, killed, stopped, starved and outlived."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from console.analysis.similar.vector import VERSION, vector
from console.analysis.worker.client import Setup, Worker, WorkerError, WorkerGoneError, WorkerTimeoutError
from console.analysis.worker.protocol import (
    Done,
    FindCauses,
    Forget,
    FoundCauses,
    Load,
    Nearby,
    Nearest,
    Studied,
    Study,
)
from console.model.failure import Category
from console.store import schema
from tests.analysis.causes.scenarios import ONE_CAUSE, WEEK
from tests.conftest import eventually

REFUSED = "connection refused to the database server"
ENTRIES = Load(((1, vector(REFUSED)), (2, vector("no space left on device"))))


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    """A worker that has two failures to remember."""
    one = Worker()
    await one.ask(ENTRIES)
    yield one
    await one.close()


async def test_what_was_loaded_is_found(worker: Worker) -> None:
    answer = await worker.ask(Nearest(text="database server: connection refused", k=1))
    assert isinstance(answer, Nearby)
    assert answer.neighbours[0][0] == 1


async def test_what_was_forgotten_is_not_found(worker: Worker) -> None:
    assert await worker.ask(Forget((1, 77))) == Done(1)
    assert await worker.ask(Nearest(text=REFUSED, floor=0.5)) == Nearby(())


async def test_questions_at_once_get_their_own_answers(worker: Worker) -> None:
    texts = [REFUSED, "no space left on device"] * 20
    answers = await asyncio.gather(*(worker.ask(Nearest(text=text, k=1)) for text in texts))
    assert [a.neighbours[0][0] for a in answers if isinstance(a, Nearby)] == [1, 2] * 20


async def test_studies_and_causes_come_over_the_wire(worker: Worker) -> None:
    lines = ("sh: 1: protoc: not found", "make: *** [gen] Error 127")
    studied = await worker.ask(Study(cluster=9, title="sh: <*>: protoc: not found", lines=lines, command="make gen"))
    assert isinstance(studied, Studied)
    assert studied.root is not None
    assert studied.root.first_line == 1
    found = await worker.ask(FindCauses(profiles=ONE_CAUSE[0].profiles, watched=WEEK))
    assert isinstance(found, FoundCauses)
    assert found.causes[0].members == (1, 2)


async def test_what_the_store_holds_is_remembered_from_the_start(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    conn = sqlite3.connect(store, isolation_level=None)
    schema.migrate(conn)
    conn.execute(
        "INSERT INTO clusters(id, title, severity, first, last, n, sample, origin, rank) VALUES(5,'',4,0,0,1,'','',0)"
    )
    conn.execute("INSERT INTO vectors VALUES(5,?,?)", (VERSION, vector(REFUSED)))
    conn.close()
    worker = Worker(Setup(store=str(store)))
    answer = await worker.ask(Nearest(text=REFUSED, k=1))
    await worker.close()
    assert isinstance(answer, Nearby)
    assert answer.neighbours[0][0] == 5


async def test_rules_of_the_users_own_decide(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    told = {"id": "seat", "category": "auth", "weight": 10, "any": ["no seat for"], "reason": "no seat"}
    rules.write_text("[[rule]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in told.items()))
    worker = Worker(Setup(rules=(str(rules),)))
    studied = await worker.ask(Study(cluster=9, title="error", lines=("error: no seat for mia",), command="make"))
    await worker.close()
    assert isinstance(studied, Studied)
    assert (studied.verdict.category, studied.verdict.rule) == (Category.AUTH, "seat")


async def test_nothing_runs_before_the_first_question() -> None:
    worker = Worker()
    assert worker.pid == 0
    await worker.close()


async def test_it_stands_back_and_needs_no_sklearn_for_a_search(worker: Worker) -> None:
    process = psutil.Process(worker.pid)
    assert process.nice() >= 10
    assert not any("sklearn" in library.path for library in process.memory_maps())


async def test_killed_between_questions_another_one_answers(worker: Worker) -> None:
    first = worker.pid
    os.kill(first, signal.SIGKILL)
    assert await worker.ask(Load(())) == Done(0), "the new one remembers what the store holds, which is nothing here"
    assert worker.pid not in {0, first}
    assert worker.trouble == ""


async def test_killed_over_a_question_it_is_asked_once_more(worker: Worker) -> None:
    first = worker.pid
    os.kill(first, signal.SIGSTOP)
    question = asyncio.create_task(worker.ask(ENTRIES))
    await asyncio.sleep(0)
    os.kill(first, signal.SIGKILL)
    assert await question == Done(2)
    assert worker.pid != first


async def test_one_that_always_dies_is_gone_and_says_why() -> None:
    worker = Worker(argv=(sys.executable, "-I", "-c", "import os; os.read(0, 1); os.kill(os.getpid(), 9)"))
    with pytest.raises(WorkerGoneError, match="signal 9"):
        await worker.ask(Load(()))
    assert "signal 9" in worker.trouble
    assert worker.pid == 0


async def test_one_that_cannot_start_is_not_tried_all_the_time(tmp_path: Path) -> None:
    now, starts = [0.0], tmp_path / "starts"
    script = f"open({str(starts)!r}, 'a').write('x'); raise SystemExit(3)"
    worker = Worker(argv=(sys.executable, "-I", "-c", script), monotonic=lambda: now[0])
    for _ in range(3):
        with pytest.raises(WorkerGoneError, match="exit code 3"):
            await worker.ask(Load(()))
    assert starts.read_text() == "xx", "two tries of the first question, then silence"
    now[0] += 1.5
    with pytest.raises(WorkerGoneError):
        await worker.ask(Load(()))
    assert starts.read_text() == "xxxx"
    now[0] += 1.5
    with pytest.raises(WorkerGoneError):
        await worker.ask(Load(()))
    assert starts.read_text() == "xxxx", "the pause has doubled"


async def test_a_program_that_is_not_there() -> None:
    worker = Worker(argv=("/nonexistent/worker",))
    with pytest.raises(WorkerGoneError, match="cannot be started"):
        await worker.ask(Load(()))


async def test_nonsense_is_not_believed() -> None:
    worker = Worker(argv=(sys.executable, "-I", "-c", "import sys; print('nonsense!', flush=True); sys.stdin.read()"))
    with pytest.raises(WorkerGoneError, match="nonsense"):
        await worker.ask(Load(()))


async def test_one_that_hangs_is_ended_and_the_next_question_answered(worker: Worker) -> None:
    first = worker.pid
    os.kill(first, signal.SIGSTOP)
    with pytest.raises(WorkerTimeoutError, match="took more than"):
        await worker.ask(Load(()), timeout=0.2)
    assert not psutil.pid_exists(first)
    assert await worker.ask(ENTRIES) == Done(2)
    assert worker.trouble == ""


async def test_the_answer_to_a_question_nobody_waits_for_is_dropped(worker: Worker) -> None:
    first = worker.pid
    os.kill(first, signal.SIGSTOP)
    question = asyncio.create_task(worker.ask(Nearest(text=REFUSED)))
    await asyncio.sleep(0)
    question.cancel()
    with pytest.raises(asyncio.CancelledError):
        await question
    os.kill(first, signal.SIGCONT)
    assert await worker.ask(Forget((1,))) == Done(1)
    assert worker.pid == first, "a question that is given up costs no process"


async def test_a_question_that_cannot_be_answered_fails_alone(worker: Worker) -> None:
    first = worker.pid
    with pytest.raises(WorkerError, match="damaged"):
        await worker.ask(Load(((9, b"xxx"),)))
    assert await worker.ask(Load(())) == Done(2)
    assert worker.pid == first


async def test_a_question_that_is_too_long_fails_alone(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.analysis.worker.protocol.MOST_BYTES", 1000)
    with pytest.raises(WorkerError, match="too long"):
        await worker.ask(Nearest(text="x" * 1001))
    assert await worker.ask(Load(())) == Done(2)


async def test_it_leaves_when_nobody_asks() -> None:
    worker = Worker(Setup(idle_s=0.2))
    await worker.ask(Load(()))
    process = psutil.Process(worker.pid)
    await asyncio.to_thread(eventually, lambda: _gone(process))
    assert await worker.ask(Load(())) == Done(0)
    assert worker.trouble == "", "leaving is no trouble"
    await worker.close()


async def test_it_leaves_when_it_holds_too_much() -> None:
    worker = Worker(Setup(most_mb=1))
    assert await worker.ask(ENTRIES) == Done(2)
    first = psutil.Process(worker.pid)
    await asyncio.to_thread(eventually, lambda: _gone(first))
    assert await worker.ask(Load(())) == Done(0)
    assert worker.trouble == ""
    await worker.close()


async def test_the_end_of_the_engine_ends_the_worker() -> None:
    script = """
import asyncio, os, signal
from console.analysis.worker.client import Worker
from console.analysis.worker.protocol import Load
async def main():
    worker = Worker()
    await worker.ask(Load(()))
    print(worker.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(main())
"""
    engine = await asyncio.create_subprocess_exec(sys.executable, "-I", "-c", script, stdout=subprocess.PIPE)
    said, _ = await engine.communicate()
    pid = int(said)
    await asyncio.to_thread(eventually, lambda: not psutil.pid_exists(pid) or _gone(psutil.Process(pid)))


async def test_it_is_gone_after_close(worker: Worker) -> None:
    pid = worker.pid
    await worker.close()
    assert not psutil.pid_exists(pid)


def test_the_engine_end_imports_nothing_heavy() -> None:
    script = """
import sys
import console.analysis.worker.client
heavy = {"numpy", "scipy", "sklearn", "textual", "hyperscan", "re2"} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-I", "-c", script], check=True)


def _gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
