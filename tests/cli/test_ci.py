"""The verbs about CI without an engine: what is stored is printed, tokens are kept privately."""

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from console.cli import cli
from console.model.batch import Batch
from console.model.ci import (
    Allowance,
    CiJob,
    CiNews,
    Outcome,
    Phase,
    PlaceState,
    Run,
    Sight,
    Stand,
    Told,
)
from console.model.hlc import HybridClock
from console.model.source import Freshness
from console.store import statedir
from console.store.writer import Writer

FAILED = Stand(Phase.FINISHED, Outcome.FAILURE, "failure")


def kontrapunkt(folder: Path, *words: str, stdin: str = "") -> Result:
    argv = ["--project", str(folder), "--state", str(folder / "state"), *words]
    return CliRunner().invoke(cli, argv, input=stdin)


@pytest.fixture
async def stored(tmp_path: Path) -> Path:
    """A state directory with one failed run at a place whose logs are denied."""
    state = statedir.open_state(str(tmp_path), str(tmp_path / "state"))
    writer = await Writer.open(state.store, HybridClock(lambda: 1_800_000_000.0), "node", project=str(tmp_path))
    run = Run(
        place="h/p", id="9", name="CI", number="4", stand=FAILED, created=1_799_999_000.0, started=1_799_999_000.0,
        finished=1_799_999_060.0, branch="main", commit="c0ffee00c0ffee", who="ada", attempt=2,
    )  # fmt: skip
    job = CiJob(place="h/p", run="9", id="77", name="test", stand=FAILED, attempt=2)
    told = Told(
        place="h/p", run="9", job="77", summary="ValueError: bad seed", lines=("E boom",), line=12, category="test"
    )
    sights = (
        Sight(kind="runs", freshness=Freshness.LIVE, seen=1_800_000_000.0),
        Sight(kind="logs", freshness=Freshness.ERROR, detail="h says 403"),
    )
    allowance = Allowance(limit=5000, left=4321, resets=1_800_001_000.0)
    place = PlaceState(place="h/p", kind="github", sights=sights, allowance=allowance, login="gh", can=("log",))
    await writer.write([("ci", Batch(ci=CiNews(runs=(run,), jobs=(job,), told=(told,), places=(place,))))])
    await writer.close()
    return tmp_path


def test_runs_are_listed_with_their_causes(stored: Path):
    done = kontrapunkt(stored, "show", "ci")
    assert done.exit_code == 3
    lines = done.stdout.splitlines()
    assert lines[0] == "ERROR h/p logs: h says 403"
    assert lines[1].split() == ["1", "failure", "CI", "#4", "main", "c0ffee00", "attempt", "2", "60", "s", "ada"]
    assert [line.strip() for line in lines[2:]] == ["failure    test", "ValueError: bad seed", "E boom"]
    assert "no engine runs here" in done.stderr


def test_names_of_fields_are_stable(stored: Path):
    place, run = (json.loads(line) for line in kontrapunkt(stored, "ci", "list", "--json").stdout.splitlines())
    assert set(place) == {
        "place", "kind", "login", "can", "asked_hour", "unchanged_hour", "next", "allowance", "sights",
    }  # fmt: skip
    assert place["allowance"]["left"] == 4321
    assert place["sights"][1] == {"kind": "logs", "state": "ERROR", "seen": None, "detail": "h says 403"}
    assert set(run) == {
        "run", "place", "id", "number", "name", "title", "phase", "outcome", "raw", "branch", "commit", "who", "event",
        "attempt", "created", "started", "finished", "seconds", "usual_seconds", "url", "jobs",
    }  # fmt: skip
    assert (run["phase"], run["outcome"], run["seconds"]) == ("finished", "failure", 60.0)
    assert set(run["jobs"][0]) == {
        "id", "name", "phase", "outcome", "raw", "attempt", "started", "finished", "seconds", "runner", "url", "steps",
        "cause",
    }  # fmt: skip
    assert run["jobs"][0]["cause"]["line"] == 12


def test_nothing_was_ever_watched(tmp_path: Path):
    done = kontrapunkt(tmp_path, "ci", "list")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "no CI server was watched yet" in done.stderr


def test_a_run_that_is_over_is_not_waited_for(stored: Path):
    assert "there is no run 5" in kontrapunkt(stored, "ci", "cancel", "5", "--yes").stderr
    done = kontrapunkt(stored, "ci", "retry", "1", "--failed", "--job", "test")
    assert done.exit_code == 2


def test_a_token_is_kept_privately(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    path = tmp_path / "config/kontrapunkt/tokens/ci.example_8443"
    done = kontrapunkt(tmp_path, "ci", "token", "CI.example:8443", stdin="tok-1\n")
    assert done.exit_code == 0, done.stderr
    assert path.read_text() == "tok-1\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "tok-1" not in done.output
    path.chmod(0o644)
    assert kontrapunkt(tmp_path, "ci", "token", "ci.example:8443", stdin="tok-2").exit_code == 0
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("tok-2\n", 0o600)
    for bad in ("", "two words", "\x1b[2J"):
        assert kontrapunkt(tmp_path, "ci", "token", "ci.example:8443", stdin=bad).exit_code == 2
    assert path.read_text() == "tok-2\n"


@pytest.mark.parametrize("host", ["../../evil", "..", "a/b", "/etc/passwd"])
def test_a_host_is_no_path(host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    kontrapunkt(tmp_path, "ci", "token", host, stdin="tok")
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and path.parent.name != "tokens"]
    assert outside == []
    assert not Path("/etc/passwd.tok").exists()
