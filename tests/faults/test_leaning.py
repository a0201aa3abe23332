"""A full disk and a killed analysis worker are told as workarounds, which are over by themselves."""

import json
import os

import psutil
import pytest

from tests.conftest import eventually
from tests.e2e.support import Session
from tests.faults.support import agrees, lines
from tests.faults.test_disk import fill, small_disk

pytestmark = pytest.mark.engine


def taken(session: Session) -> dict[str, dict]:
    printed = session.program.run("show", "workarounds", "--json", check=None).stdout
    return {row["workaround"]: row for row in map(json.loads, printed.splitlines())}


def test_a_full_disk_is_told_though_nothing_can_be_stored(session: Session) -> None:
    session.configure(logs="notable_per_s = 100000")
    with small_disk(session, 4) as state:
        session.program.start_engine()
        session.append(*lines(0, 20))
        agrees(session, 20)
        assert taken(session) == {}
        filler = fill(state)
        written = 20

        def told() -> bool:
            nonlocal written
            session.append(*(f"{line} {os.urandom(150).hex()}" for line in lines(written, 500)))
            written += 500
            return "store" in taken(session)

        eventually(told, seconds=60, what="the workaround is told")
        assert "kept in memory" in taken(session)["store"]["instead"]
        assert "store: what is learned is kept in memory" in str(session.show("health", code=None)["notices"])
        filler.unlink()
        agrees(session, written)
        eventually(lambda: "store" not in taken(session), what="it is over")


def workers() -> list[psutil.Process]:
    mine = [one for one in psutil.process_iter() if "console.analysis.worker" in _words(one)]
    return [one for one in mine if str(os.getpid()) in _line_of(one)]


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _line_of(process: psutil.Process) -> list[str]:
    try:
        return [str(one.pid) for one in process.parents()]
    except psutil.Error:
        return []


def test_a_worker_that_is_killed_again_and_again_is_told(session: Session) -> None:
    session.program.start_engine()
    written = 0

    def told() -> bool:
        nonlocal written
        if written < 40:
            session.append(f"ERROR the {chr(97 + written % 26) * 5} of part {os.urandom(4).hex()} broke")
            written += 1
        for worker in workers():
            worker.kill()
        return "analysis worker" in taken(session)

    eventually(told, seconds=60, what="the workaround is told")
    assert "without category" in taken(session)["analysis worker"]["instead"]
    refused = session.program.run("workaround", "refuse", "analysis worker", check=None)
    assert "there is no other way" in refused.stderr
    eventually(lambda: taken(session) == {}, seconds=120, what="a worker answers again")
