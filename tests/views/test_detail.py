from msgspec.structs import replace

from console.model.cluster import Dossier
from console.model.lines import plain
from console.text.excerpt import Excerpt
from console.views import detail
from console.views.dossier import dossier_detail
from console.views.health import health_view
from console.views.resemblance import resemblance_detail
from tests.views import frames
from tests.views.golden import context

ERROR = frames.page().events[3]


def text(view):
    return "\n".join(plain(line) for line in view.lines)


def test_an_event_tells_everything():
    excerpt = Excerpt(((88_000, "before"), (88_120, "AssertionError"), (88_160, "after")), 1, "the file is shorter now")
    event = replace(ERROR, template="AssertionError: <*>", attrs=ERROR.attrs | {"generation": 2, "logged_at": "09:00"})
    words = text(detail.event_detail(event, context(100, 60), excerpt))
    for part in (
        "2024-03-14 12:03:10.950 +0100", "2024-03-14T11:03:10.950Z", "018e3ca15966-0000", "error", "RUSTBELT",
        "log.traceback",
        "tests/test.log:88120 (generation 2)", "AssertionError: <*>", "logged_at", '  File "flow.py", line 7',
        "▸    88120  AssertionError", "     88000  before", "i the file is shorter now",
    ):  # fmt: skip
        assert part in words


def test_the_third_voice_has_its_name():
    hand = frames.page().events[4]
    assert "DEN USYNLIGE HÅND" in text(detail.event_detail(hand, context(100, 30)))


def test_a_sheet_scrolls():
    whole = detail.event_detail(ERROR, context(60, 500))
    part = detail.event_detail(ERROR, replace(context(60, 5), scroll=3))
    assert whole.rows == len(whole.lines) == part.rows
    assert part.lines == whole.lines[3:8]


def test_a_huge_body_is_bounded():
    event = replace(ERROR, attrs={"body": "\n".join(["x"] * 10_000)})
    view = detail.event_detail(event, context(60, 100_000))
    assert view.rows < 500
    assert "+9600 lines" in text(view)


def test_descriptors_that_may_not_be_read_are_no_number():
    assert "may not be read" in text(detail.process_detail(frames.processes()[-1], context(80, 20)))


def test_a_series_that_was_not_measured_is_unknown():
    assert "? unknown: disk /x was not measured" not in text(
        detail.series_detail(frames.calm(), "disk:/", context(80, 30))
    )
    assert "? unknown: disk:/x was not measured" in text(
        detail.series_detail(frames.calm(), "disk:/x", context(80, 30))
    )


def test_a_dossier_tells_cause_evidence_fixes_and_past():
    words = text(dossier_detail(frames.dossier(), context(100, 80)))
    for said in (
        "timeout waiting for <*>:<*>", "network, 94% sure: connection timed out", "app/db.py:42  in connect",
        "▸ timeout waiting for 42:42", "systemctl restart resolver  reversible", "worked 3 of 4 times here",
        "Afterwards check with getent hosts db", "It empties the resolver's cache.",
        "2  the line timeout waiting", "tests/test_db.py::test_connect (3)",
        "#9  71% alike", "resolved by jk", "fixed by 1c2d3e4f after 1:00:00", "acknowledged cluster 1 (by jk)",
        "Looks like the resolver.", "#2  40 times",
    ):  # fmt: skip
        assert said in words


def test_what_was_not_studied_says_so():
    words = text(dossier_detail(Dossier(cluster=frames.clusters()[2]), context(100, 40)))
    assert "not studied yet" in words
    assert "what may mend it" not in words


def test_resemblance_says_when_there_is_none():
    assert "nothing like this" in text(resemblance_detail("disk on fire", (), context(80, 10)))
    found = resemblance_detail("timeout", frames.dossier().neighbours, context(80, 10))
    assert "71%  #9" in text(found)


def test_health_names_dead_channels_drops_and_an_absent_engine():
    from console.model.source import ChannelState

    frame = frames.storm()
    dead = replace(frame.health, channels=(*frame.health.channels, ChannelState("findings", (), 0.0, 0, 64)))
    words = text(health_view(replace(frame, health=dead), context(100, 60), running=True))
    assert "✖ dead: nobody listens" in words
    assert "link 3" in words
    assert "git status took longer than 10 s" in words
    assert "2,140 repeats" in words
    assert plain(health_view(frame, context(100, 60), running=False).status) == "engine not running 1s"
    assert plain(health_view(frames.stale(), context(100, 60)).status) == "engine STALE 48s"
    assert plain(health_view(frames.stale(), context(100, 60), running=True).status) == "engine silent 48s"
    assert plain(health_view(frames.empty(), context(100, 60)).status) == "engine UNKNOWN"
