"""`show` on a real store, through the command line's own code."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from console.store import statedir
from console.verbs.options import Options
from console.verbs.show import PANES, show
from tests.views import frames
from tests.views.stored import drafts, fill

EVENT_FIELDS = ["hlc", "time", "node", "source", "kind", "voice", "severity", "text", "attrs"]


@pytest.fixture
async def state(tmp_path):
    (tmp_path / "project").mkdir()
    return await fill(tmp_path / "project", tmp_path / "state", drafts(250), frames.calm())


@pytest.fixture
def engine(state):
    """The lock, held as an engine holds it."""
    held = statedir.hold(state.lock)
    yield
    os.close(held)


def run(state, *args, ascii_=False):
    options = Options(state.project, state.root, ascii=ascii_)
    return CliRunner().invoke(show, list(args), obj=options, catch_exceptions=False)


def lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


async def test_tabs_in_a_line_become_spaces(tmp_path):
    (tmp_path / "project").mkdir()
    line = replace(drafts(1)[0], text="ERROR\tcolumn\tö\tend")
    state = await fill(tmp_path / "project", tmp_path / "state", [line], frames.calm())
    printed = run(state, "events").stdout
    assert "\t" not in printed
    assert "ERROR" in printed
    assert "end" in printed
    (event,) = [event for event in lines(run(state, "events", "--json")) if "column" in event["text"]]
    assert event["text"] == line.text


@pytest.mark.parametrize("pane", PANES)
@pytest.mark.usefixtures("engine")
def test_every_pane_prints_with_an_engine(state, pane):
    result = run(state, pane)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert len(result.stdout.splitlines()) > 5
    assert "STALE" not in result.stdout
    if pane != "events":
        assert all(len(line) <= 100 for line in result.stdout.splitlines()[1:])


@pytest.mark.parametrize("pane", PANES)
def test_without_an_engine_rows_are_stale_and_the_exit_code_is_3(state, pane):
    result = run(state, pane)
    assert result.exit_code == 3
    assert "no engine runs here" in result.stderr
    assert "LIVE" not in result.stdout
    if pane not in {"events", "health"}:
        assert "STALE" in result.stdout.splitlines()[0]


@pytest.mark.parametrize("pane", [p for p in PANES if p != "events"])
@pytest.mark.usefixtures("engine")
def test_json_is_one_object_with_the_panes_name(state, pane):
    result = run(state, pane, "--json")
    (fields,) = lines(result)
    assert fields["pane"] == pane
    assert fields["engine"] is True
    assert fields["time"].endswith("Z")
    assert result.exit_code == 0


@pytest.mark.usefixtures("engine")
def test_json_figures_are_the_stored_ones(state):
    (flow,) = lines(run(state, "flow", "--json"))
    counted = {row["severity"]: row["hour"] for row in flow["severities"]}
    assert counted["error"] == sum(m.by_severity[4] for m in frames.calm().minutes)
    assert flow["git"]["branch"] == "main"
    (jobs,) = lines(run(state, "jobs", "--json"))
    assert {p["pid"] for p in jobs["processes"]} == {p.pid for p in frames.processes()}
    (forecast,) = lines(run(state, "forecast", "--json"))
    disk = next(s for s in forecast["series"] if s["name"] == "disk:/var")
    assert disk["limit"] == 64 * frames.GiB
    assert 57 < disk["used_percent"] < 59
    (clusters,) = lines(run(state, "clusters", "--json", "--limit", "2"))
    assert [c["standing"] for c in clusters["clusters"]] == ["new", "new"]
    (budget,) = lines(run(state, "budget", "--json"))
    assert budget["verdict"] == "investigate"
    assert budget["marks"] == {"healthy": 10, "investigate": 20}


@pytest.mark.usefixtures("engine")
def test_health_tells_sources_channels_and_own_cost(state):
    (health,) = lines(run(state, "health", "--json"))
    assert {s["name"]: s["state"] for s in health["sources"]} == dict.fromkeys(
        ("logs", "processes", "machine", "git"), "LIVE"
    )
    assert [c["name"] for c in health["channels"]] == ["ingest", "committed", "commands"]
    assert set(health["own"]) >= {"cpu", "rss", "pss", "lag", "bytes_per_s", "lines_per_s", "pid"}


def test_health_without_an_engine_says_so(state):
    result = run(state, "health", "--json")
    (health,) = lines(result)
    assert health["engine"] is False
    assert {s["state"] for s in health["sources"]} == {"STALE"}
    assert result.exit_code == 3


def test_events_are_whole_and_in_order(state):
    events = lines(run(state, "events", "--json"))
    assert len(events) == 100
    assert [list(e) for e in events] == [EVENT_FIELDS] * 100
    assert [e["hlc"] for e in events] == sorted(e["hlc"] for e in events)
    assert events[-1]["text"].endswith("#249")
    logged = next(e for e in events if e["kind"] == "log.line")
    assert set(logged["attrs"]) >= {"file", "generation", "offset"}


@pytest.mark.parametrize("limit", [1, 7, 250, 5000, 0])
def test_limit_takes_the_newest(state, limit, monkeypatch):
    monkeypatch.setattr("console.verbs.history.PAGE", 100)
    events = lines(run(state, "events", "--json", "--limit", str(limit)))
    n = min(limit, 250) if limit else 250
    assert [e["text"].rsplit("#")[1] for e in events] == [str(i) for i in range(250 - n, 250)]


def test_since_takes_all_from_then_on(state):
    events = lines(run(state, "events", "--json", "--since", "880s"))
    assert 120 <= len(events) <= 131
    assert events[-1]["text"].endswith("#249")
    assert len(lines(run(state, "events", "--json", "--since", events[0]["time"]))) == len(events)
    assert len(lines(run(state, "events", "--json", "--since", "880s", "--limit", "3"))) == 3


def test_event_lines_name_severity_voice_and_file(state):
    shown = run(state, "events", "--limit", "8").stdout
    assert " R ✖ crit  processes: the kernel killed cc1plus" in shown
    assert " R ✖ error test.log: AssertionError: 3 != 4 #" in shown
    assert "  +4 lines" in shown


def test_ascii_draws_with_ascii(state):
    assert run(state, "forecast", ascii_=True).stdout.isascii()
    assert not run(state, "forecast").stdout.isascii()


def test_limit_bounds_the_rows(state):
    whole, cut = run(state, "jobs").stdout.splitlines(), run(state, "jobs", "--limit", "2").stdout.splitlines()
    assert len(whole) == 2 + 8
    assert cut == whole[:4]


@pytest.mark.parametrize(
    "args", [["nonsense"], [], ["flow", "--limit", "-1"], ["flow", "--since", "1h"], ["events", "--since", "soon"]]
)
def test_wrong_use_is_refused_with_2(state, args):
    result = run(state, *args)
    assert result.exit_code == 2
    if args == ["nonsense"]:
        assert all(pane in result.stderr for pane in PANES)


@pytest.mark.parametrize("pane", PANES)
def test_before_anything_was_stored(tmp_path, pane):
    options = Options(str(tmp_path), str(tmp_path / "nothing"))
    result = CliRunner().invoke(show, [pane, "--json"], obj=options, catch_exceptions=False)
    assert result.exit_code == 3
    if pane in {"flow", "budget", "forecast", "clusters", "jobs"}:
        assert lines(result)[0]["source"]["state"] == "UNKNOWN"
    assert not (tmp_path / "nothing").exists()


def test_what_was_never_measured_is_null(tmp_path):
    options = Options(str(tmp_path), str(tmp_path / "nothing"))
    (flow,) = lines(CliRunner().invoke(show, ["flow", "--json"], obj=options))
    assert flow["lines_per_minute"] is None
    assert flow["severities"] is None
    (budget,) = lines(CliRunner().invoke(show, ["budget", "--json"], obj=options))
    assert budget["errors_hour"] is None
    assert budget["verdict"] is None


def test_another_projects_state_is_refused_by_name(state, tmp_path):
    result = CliRunner().invoke(show, ["flow"], obj=Options(str(tmp_path), state.root))
    assert result.exit_code == 1
    assert state.project in result.stderr


@pytest.mark.parametrize("pane", PANES)
def test_nothing_heavy_is_imported(state, pane):
    code = (
        "import sys\n"
        "from console.cli import cli\n"
        f"cli(['--project', {state.project!r}, '--state', {state.root!r}, 'show', {pane!r}], standalone_mode=False)\n"
    )
    report = (
        "import atexit, sys\n"
        "heavy = ('asyncio', 'numpy', 'textual', 'rich.console', 'aiosqlite', 'psutil', 'watchfiles', 'hyperscan')\n"
        "atexit.register(lambda: print('HEAVY', [m for m in heavy if m in sys.modules], file=sys.stderr))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", report + code], capture_output=True, text=True, check=False, cwd=os.getcwd(), timeout=60
    )
    assert "HEAVY []" in done.stderr, done.stderr
