"""The verbs about tests and caches, without an engine."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from console.cli import cli
from console.model.batch import Batch, State
from console.model.caches import CacheLook, Miss
from console.model.hlc import HybridClock
from console.model.testing import Case, Sitting, TestNews, Verdict
from console.store import statedir
from console.store.writer import Writer

P, F = Verdict.PASSED, Verdict.FAILED
T = 1_900_000_000.0
REPORT = """<testsuite name="s"><testcase name="a" time="1"/>
<testcase name="b"><failure message="assert 1 == 2"/></testcase>"""


def kontrapunkt(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["--project", str(folder), "--state", str(folder / "state"), *words])


def sittings() -> Iterator[TestNews]:
    """Ten runs on two commits: `a` flips on one of them, `b` fails since the second, `c` has become slow."""
    for n in range(10):
        commit = "aaaa" if n < 8 else "bbbb"
        sitting = Sitting(path="junit.xml", time=T + n, format="junit", commit=commit, clean=True)
        cases = (
            Case("s", "a", F if n == 4 else P, 0.1),
            Case("s", "b", F if n > 7 else P, 0.1, "boom"),
            Case("s", "c", P, 9.0 if n == 9 else 1.0),
        )
        yield TestNews(sitting=sitting, cases=cases)


@pytest.fixture
async def stored(tmp_path: Path) -> Path:
    state = statedir.open_state(str(tmp_path), str(tmp_path / "state"))
    writer = await Writer.open(state.store, HybridClock(lambda: T), "node", project=str(tmp_path))
    missed = (Miss("RUN make", "the step changed", 60.0),)
    look = CacheLook(tool="docker", time=time.time(), source="job 1", hits=4, misses=16, missed=missed)
    notes = (State("tests", "notes", {"bad.xml": "it is empty"}),)
    await writer.write([("tests", Batch(tests=tuple(sittings()), caches=(look,), states=notes))])
    await writer.close()
    return tmp_path


async def test_what_fails_flakes_and_became_slow(stored: Path) -> None:
    done = kontrapunkt(stored, "tests")
    assert done.exit_code == 0
    failed, message, flaky, slow, summary = done.stdout.splitlines()
    assert failed.startswith("failed  s::b  since bbbb, passed on aaaa, 2 of 10 runs failed")
    assert message.strip() == "boom"
    assert flaky.startswith("flaky   s::a  passed and failed on aaaa")
    assert slow == "slow    s::c  9.00 s, usually 1.00 s (9.0 times)"
    assert summary == "3 tests known: 1 failed, 1 flaky, 1 slow"
    assert "bad.xml: it is empty" in done.stderr


@pytest.mark.parametrize(("option", "name"), [("--failed", "b"), ("--flaky", "a"), ("--slow", "c")])
async def test_one_kind_as_json(stored: Path, option: str, name: str) -> None:
    (line,) = kontrapunkt(stored, "tests", option, "--json").stdout.splitlines()
    assert json.loads(line)["name"] == name


async def test_show_says_that_no_engine_runs(stored: Path) -> None:
    for pane in ("tests", "caches"):
        done = kontrapunkt(stored, "show", pane, "--json")
        assert done.exit_code == 3
        assert "no engine runs here" in done.stderr
        assert all(json.loads(line) for line in done.stdout.splitlines())


async def test_a_low_rate_has_its_target_and_its_reason(stored: Path) -> None:
    first, reason, miss = kontrapunkt(stored, "cache", "--days", "90").stdout.splitlines()
    assert first.endswith("20%  4 of 20, about 4.0 min saved")
    assert reason.strip() == "below 60%: the step changed (1 of 1 named misses)"
    assert miss.strip() == "RUN make (60 s): the step changed"


def test_reports_are_read_without_a_store(tmp_path: Path) -> None:
    (tmp_path / "r.xml").write_text(REPORT)
    done = kontrapunkt(tmp_path, "tests", str(tmp_path / "r.xml"))
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "failed    s::b  assert 1 == 2"
    assert "breaks at line 2" in done.stderr
    rows = [
        json.loads(line)
        for line in kontrapunkt(tmp_path, "tests", "--json", str(tmp_path / "r.xml")).stdout.splitlines()
    ]
    assert [row["verdict"] for row in rows] == ["passed", "failed"]
    assert not (tmp_path / "state").exists()


def test_a_file_that_is_no_report_is_named(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("hello")
    done = kontrapunkt(tmp_path, "tests", str(tmp_path / "r.txt"))
    assert done.exit_code == 2
    assert "r.txt" in done.stderr


def test_nothing_known_is_said(tmp_path: Path) -> None:
    assert "no test report" in kontrapunkt(tmp_path, "tests").stderr
    assert "no job" in kontrapunkt(tmp_path, "cache").stderr


def test_without_lockfile_there_is_nothing_to_warm(tmp_path: Path) -> None:
    done = kontrapunkt(tmp_path, "cache", "warm")
    assert done.exit_code == 2
    assert "[caches] warm" in done.stderr
