"""CI through a real engine and a real Buildbot: a failure is seen, explained, run again to green, and audited."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.store.reader import Reader
from console.store.statedir import open_existing
from tests.collectors.ci.buildbot_server import Buildbot, missing
from tests.conftest import Kontrapunkt, eventually

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(bool(missing()), reason=missing() or "buildbot is installed"),
]


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Buildbot]:
    with Buildbot(tmp_path_factory.mktemp("buildbot")) as server:
        yield server


@pytest.fixture
def watching(program: Kontrapunkt, master: Buildbot) -> Kontrapunkt:
    """An engine that has looked at the master."""
    folder = program.state.parent / ".config" / "kontrapunkt"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(f'[servers.bb]\nkind = "buildbot"\nurl = "{master.url}"\n')
    program.start_engine()
    eventually(lambda: any(row["sights"] for row in rows(program) if "kind" in row), what="the master was looked at")
    return program


def rows(program: Kontrapunkt) -> list[dict]:
    return [json.loads(line) for line in program.run("show", "ci", "--json", check=None).stdout.splitlines()]


def runs(program: Kontrapunkt, name: str) -> list[dict]:
    """The runs of a builder, oldest first."""
    return sorted((row for row in rows(program) if row.get("name") == name), key=lambda row: row["run"])


def begin(program: Kontrapunkt, name: str) -> int:
    """Set a builder off and return the new run's number."""
    before = {row["run"] for row in runs(program, name)}
    program.run("ci", "trigger", name)
    return eventually(lambda: next((r["run"] for r in runs(program, name) if r["run"] not in before), None), what=name)


def ended(program: Kontrapunkt, number: int) -> dict:
    def over() -> dict | None:
        return next((row for row in rows(program) if row.get("run") == number and row["phase"] == "finished"), None)

    return eventually(over, what=f"run {number} is over")


def cause(program: Kontrapunkt, number: int) -> dict:
    return eventually(lambda: ended(program, number)["jobs"][0]["cause"], what="the log was examined")


def outcomes(program: Kontrapunkt) -> list[str]:
    with_store = Reader(open_existing(str(program.project), str(program.state)).store)
    try:
        return [command.outcome for command in with_store.commands()]
    finally:
        with_store.close()


def test_a_failure_is_seen_explained_and_run_again_to_green(watching: Kontrapunkt):
    number = begin(watching, "flaky")
    assert ended(watching, number)["outcome"] == "failure"
    assert "odd" in cause(watching, number)["summary"]
    told = [json.loads(line) for line in watching.run("show", "events", "--json").stdout.splitlines()]
    failed = [event for event in told if event["kind"] == "ci.job.failure"]
    assert [event["severity"] for event in failed] == ["error"]
    assert failed[0]["attrs"]["title"] == "flaky"
    clusters = json.loads(watching.run("show", "clusters", "--json").stdout)["clusters"]
    assert any("flaky" in cluster["line"] for cluster in clusters)
    asked = time.monotonic()
    watching.run("ci", "retry", str(number), "--failed")
    again = eventually(lambda: next((r["run"] for r in runs(watching, "flaky") if r["run"] > number), None))
    assert time.monotonic() - asked < 20
    assert ended(watching, again)["outcome"] == "success"
    eventually(lambda: any("built again: success after" in words for words in outcomes(watching)), what="audited")
    assert watching.run("ci", "watch", str(again)).returncode == 0
    third = begin(watching, "flaky")
    assert ended(watching, third)["outcome"] == "failure"
    assert "passing run" in cause(watching, third)["basis"]
    assert "no passing run" not in cause(watching, third)["basis"]


def test_cancel_is_confirmed_and_followed(watching: Kontrapunkt):
    number = begin(watching, "slow")
    eventually(lambda: any(r["run"] == number and r["phase"] == "running" for r in rows(watching) if "run" in r))
    assert watching.run("ci", "cancel", str(number), check=None).returncode == 1, "nobody confirmed"
    lines = eventually(lambda: watching.run("ci", "log", str(number)).stdout.count("\nline "), what="its log")
    assert lines
    watching.run("ci", "cancel", str(number), "--yes")
    assert ended(watching, number)["outcome"] == "cancelled"
    done = watching.run("ci", "watch", str(number), check=None)
    assert done.returncode == 1
    assert "cancelled" in done.stdout
    assert watching.run("ci", "cancel", str(number), "--yes", check=None).returncode != 0


def test_what_cannot_be_is_refused_in_words(watching: Kontrapunkt):
    for words, expected in (
        (("ci", "retry", "999999"), "there is no run"),
        (("ci", "trigger", "nothing"), "these can"),
        (("ci", "trigger", "passing", "--place", "elsewhere"), "name one of the places"),
        (("--readonly", "ci", "trigger", "passing"), "--readonly"),
    ):
        done = watching.run(*words, check=None)
        assert done.returncode != 0
        assert expected in done.stderr


def test_a_server_that_is_gone_is_told_and_the_rest_lives(program: Kontrapunkt, tmp_path: Path):
    folder = program.state.parent / ".config" / "kontrapunkt"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('[servers.bb]\nkind = "buildbot"\nurl = "http://127.0.0.1:9"\n')
    program.start_engine()

    def sources() -> dict[str, dict]:
        found = json.loads(program.run("show", "health", "--json", check=None).stdout)["sources"]
        return {source["name"]: source for source in found}

    eventually(lambda: sources().get("ci", {}).get("state") == "ERROR", what="ci is ERROR")
    assert "127.0.0.1:9" in sources()["ci"]["detail"]
    assert sources()["ci"]["restarts"] == 0
    eventually(lambda: sources()["machine"]["state"] == "LIVE", what="the machine is LIVE")
    done = program.run("show", "ci", check=None)
    assert done.returncode == 3
    assert "ERROR 127.0.0.1:9 runs" in done.stdout


def test_without_a_server_that_is_said(program: Kontrapunkt):
    program.start_engine()
    eventually(
        lambda: "no CI server" in program.run("show", "health", "--json", check=None).stdout,
        what="it has looked around",
    )
    done = program.run("ci", "trigger", "x", check=None)
    assert "no CI server is known" in done.stderr
