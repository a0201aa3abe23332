import pytest
from msgspec.structs import replace

from console.model.event import Severity, Voice
from console.model.frame import EventPage
from console.model.lines import Role, plain
from console.views.events import events_view
from tests.views import frames
from tests.views.golden import context

EVENT = frames.page().events[2]


def said(voice, text="it happened", severity=Severity.WARNING, **attrs):
    return replace(EVENT, voice=voice, text=text, severity=severity, source="flow", attrs=attrs)


def one(event, width=118, *, lanes=True, find=""):
    ctx = replace(context(width, 5), find=find)
    return events_view(EventPage((event,)), ctx, lanes=lanes).lines[1]


def test_skyskraper_speaks_on_the_left_rustbelt_on_the_right():
    left, right = plain(one(said(Voice.SKYSKRAPER))), plain(one(said(Voice.RUSTBELT)))
    spine = left.index("│ ")
    assert left.index("it happened") < spine < right.index("it happened")
    assert right.index("│ ") == spine


def test_the_hand_runs_across_both_and_through_the_spine():
    line = plain(one(said(Voice.HAND, "disk rises; 4 of 5 hours")))
    assert line.index("disk rises") < line.index("┊") < line.index("4 of 5 hours")
    assert "╌ ╌" in line[: line.index("┊")]
    assert "╌ ╌" in line[line.rindex("┊") :]
    assert "│" not in line


def test_evidence_of_the_hand_may_be_named():
    assert "31 of 37" in plain(one(said(Voice.HAND, "one host", evidence="31 of 37"))).split("┊")[2]


@pytest.mark.parametrize(("voice", "mark"), [(Voice.SKYSKRAPER, " S "), (Voice.RUSTBELT, " R "), (Voice.HAND, " H ")])
def test_a_single_lane_marks_the_voice_after_the_time(voice, mark):
    line = plain(one(said(voice), 80, lanes=False))
    assert line[1:9] == frames_time()
    assert line[9:12] == mark


def frames_time():
    from console.views.times import spine

    return spine(EVENT.time, frames.NOW, frames.ZONE)


@pytest.mark.parametrize("width", [80, 118, 158])
def test_signs_tell_the_severity(width):
    for severity, sign in (
        (Severity.INFO, "·"),
        (Severity.NOTICE, "i"),
        (Severity.WARNING, "▲"),
        (Severity.ERROR, "✖"),
    ):
        assert f" {sign}" in plain(one(said(Voice.RUSTBELT, severity=severity), width, lanes=width > 100))


def test_wide_lanes_have_the_word_too():
    assert "✖ crit " in plain(one(said(Voice.RUSTBELT, severity=Severity.CRITICAL), 158))
    assert "info" not in plain(one(said(Voice.SKYSKRAPER, severity=Severity.INFO), 158))


def test_a_log_line_names_its_file():
    assert "server.log" in plain(one(said(Voice.RUSTBELT, file="app/deep/server.log"), 158))


@pytest.mark.parametrize(("body", "words"), [("a\nb\nc", "+2 lines"), ("a\nb", "+1 line"), ("a", "it happened")])
def test_a_record_tells_how_many_lines_lie_behind_it(body, words):
    assert plain(one(said(Voice.RUSTBELT, body=body))).rstrip().endswith(words)


def test_the_number_of_lines_stays_when_the_text_is_cut():
    line = plain(one(said(Voice.RUSTBELT, "long " * 60, body="a\nb\nc")))
    assert line.rstrip().endswith("…  +2 lines")


def test_matches_are_marked_in_the_selected_row_too():
    assert Span_texts(one(said(Voice.RUSTBELT), find="happ"), Role.MATCH) == ["happ"]
    ctx = replace(context(118, 5, cursor=0), find="happ")
    line = events_view(EventPage((said(Voice.RUSTBELT),)), ctx, lanes=True).lines[1]
    assert Span_texts(line, Role.MATCH) == ["happ"]
    assert [span.text for span in line if span.role is Role.CURSOR] == ["▸"]
    assert {Role.WARN, Role.MUTED} <= {span.role for span in line}


def Span_texts(line, role):
    return [span.text for span in line if span.role is role]


def test_following_shows_the_newest_at_the_bottom():
    page = frames.page("storm")
    view = events_view(page, context(80, 6), lanes=False, follow=True)
    assert view.keys == tuple(str(e.seq) for e in page.events[-5:])
    assert "[email" not in plain(view.lines[-1])
    assert view.rows == 60


def test_scrolled_up_shows_the_place_and_counts_the_new():
    page = frames.page("storm")
    view = events_view(page, replace(context(80, 6), scroll=10), lanes=False, follow=False, new=7)
    assert view.keys == tuple(str(e.seq) for e in page.events[10:15])
    assert plain(view.status) == "+7 new"


def test_the_status_tells_filter_search_and_pause():
    ctx = replace(context(120, 6), find="timeout")
    view = events_view(
        frames.page(), ctx, lanes=False, paused=True, new=2, find_at=(3, 41), shown_filter="!debug", frame=frames.calm()
    )
    assert plain(view.status) == "PAUSED +2  &!debug  /timeout 3/41  LIVE 0.4s"


def test_empty_is_written_for_people():
    empty, ctx = EventPage(()), context(100, 6)
    assert "no events yet" in plain(events_view(empty, ctx, lanes=False, frame=frames.calm()).lines[1])
    assert "unknown: no engine" in plain(events_view(empty, ctx, lanes=False, frame=frames.empty()).lines[1])
    filtered = events_view(empty, ctx, lanes=False, shown_filter="zzz")
    assert "no event matches the filter zzz; esc clears it" in plain(filtered.lines[1])
    searching = events_view(EventPage((), searched_to=1.0), ctx, lanes=False, shown_filter="zzz")
    assert "still looking" in plain(searching.lines[1])
