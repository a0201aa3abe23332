import pytest
from msgspec.structs import replace

from console.model.lines import UNICODE, Role, plain
from console.model.source import Freshness, SourceState
from console.views.budget import budget_view
from console.views.clusters import clusters_view
from console.views.flow import flow_view
from console.views.forecast import forecast_view
from console.views.jobs import jobs_view
from console.views.states import freshness, status, worst
from tests.views import frames
from tests.views.golden import context

VIEWS = (flow_view, budget_view, forecast_view, clusters_view, jobs_view)


def text(view):
    return "\n".join(plain(line) for line in view.lines)


def with_source(state, detail="", seen=None):
    sources = [SourceState(s.name, state, seen, s.interval, detail) for s in frames.sources()]
    return replace(frames.calm(), sources=tuple(sources))


@pytest.mark.parametrize(
    ("state", "seen", "words"),
    [
        (Freshness.LIVE, frames.NOW - 0.5, "LIVE 0.5s"),
        (Freshness.LIVE, frames.NOW - 2.6, "LIVE 2s"),
        (Freshness.LIVE, frames.NOW - 48, "? STALE 48s"),
        (Freshness.STALE, frames.NOW - 48, "? STALE 48s"),
        (Freshness.ERROR, frames.NOW - 48, "✖ ERROR it broke"),
        (Freshness.UNKNOWN, None, "? UNKNOWN"),
    ],
)
def test_state_is_sign_word_and_age(state, seen, words):
    source = SourceState("logs", state, seen, 1.0, "it broke").at(frames.NOW)
    assert plain(freshness(source, context(80, 1))) == words


def test_looking_back_shows_the_moment_and_not_live():
    assert plain(status(frames.past(), "logs", context(80, 1))) == "AT 12:04:31"
    assert plain(status(frames.calm(), "logs", context(80, 1))) == "LIVE 0.4s"


@pytest.mark.parametrize("view", VIEWS)
def test_unknown_is_said_and_never_a_zero(view):
    shown = view(replace(with_source(Freshness.UNKNOWN, "not readable here"), clusters=()), context(100, 12))
    assert plain(shown.status).endswith("? UNKNOWN")
    assert "? unknown: not readable here" in text(shown)
    assert shown.rows == 0
    assert not any(line.strip().endswith(" 0") for line in text(shown).splitlines())


@pytest.mark.parametrize("view", VIEWS)
def test_an_error_without_data_says_why(view):
    shown = view(replace(with_source(Freshness.ERROR, "no permission"), clusters=()), context(100, 12))
    assert "✖ error: no permission" in text(shown)


@pytest.mark.parametrize("view", VIEWS)
def test_values_stay_visible_when_stale_or_failed(view):
    live = text(view(frames.calm(), context(100, 12)))
    for state in (Freshness.STALE, Freshness.ERROR):
        shown = view(with_source(state, "why", frames.NOW - 60), context(100, 13))
        told = [line for line in text(shown).splitlines() if "failed: why" not in line]
        assert "\n".join(told[:12]).startswith(live[:200])
        assert state.value in plain(shown.status)


@pytest.mark.parametrize("view", [flow_view, forecast_view, jobs_view])
def test_the_reason_of_a_failure_stands_above_the_old_values(view):
    shown = view(with_source(Freshness.ERROR, "no permission", frames.NOW - 60), context(100, 12))
    assert "failed: no permission; figures are 1m old" in plain(shown.lines[0])
    assert not shown.keys or shown.first == 2


def test_silence_is_explained():
    words = text(flow_view(frames.quiet(), context(100, 20)))
    assert "no lines in the last hour; no watched file was written to" in words
    none = with_source(Freshness.LIVE, "no log files found under .; configure logs.paths", frames.NOW)
    words = text(flow_view(replace(none, minutes=()), context(100, 20)))
    assert "no lines in the last hour; no log files found under .; configure logs.paths" in words
    noted = replace(frames.quiet(), notes={"logs": "no log files found under /srv; configure logs.paths"})
    assert "no log files found under /srv" in text(flow_view(noted, context(100, 20)))
    words = text(clusters_view(frames.quiet(), context(100, 20)))
    assert "no failure is open" in words


def test_the_worst_source_is_the_failed_one():
    assert worst(frames.calm(), frames.NOW) is None
    assert worst(frames.storm(), frames.NOW).name == "git"
    assert worst(frames.stale(), frames.NOW).freshness is Freshness.STALE
    assert worst(frames.empty(), frames.NOW) is None


def test_unicode_and_ascii_have_all_signs():
    assert all(getattr(UNICODE, name) for name in UNICODE.__struct_fields__ if name != "ascii")


def test_where_there_is_little_room_the_checkout_stays_and_silent_severities_go():
    words = text(flow_view(replace(frames.quiet(), git=frames.git()), context(38, 8)))
    assert "git  main" in words
    assert "debug" not in words
    assert "crit" in words


def test_charts_are_never_drawn_in_a_look_with_a_ground_of_its_own():
    for view in (flow_view, clusters_view):
        for line in view(frames.storm(), context(100, 20)).lines:
            assert not any(span.role is Role.CRITICAL and set(span.text) & set("▁▂▃▄▅▆▇█") for span in line)
