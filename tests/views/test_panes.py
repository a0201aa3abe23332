"""Every view of every frame at every size: the stored sheets, the room they keep, the two glyph sets."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from console.model.event import Severity, Voice
from console.model.failure import Place
from console.model.frame import EventPage
from console.model.lines import ASCII, UNICODE, Role, plain
from console.text.clean import clean
from console.text.excerpt import Excerpt
from console.views import detail
from console.views.budget import budget_view
from console.views.clusters import clusters_view
from console.views.compose import room
from console.views.dossier import dossier_detail
from console.views.events import events_view
from console.views.flow import flow_view
from console.views.footer import footer_line
from console.views.forecast import forecast_view
from console.views.header import header_line
from console.views.health import health_view
from console.views.job import job_detail
from console.views.jobs import jobs_view
from console.views.resemblance import resemblance_detail
from console.views.strips import one_line, strips, vitals
from tests.views import frames, golden

HOSTILE = st.text(max_size=40).map(clean)
FOREIGN = (
    "plain", "", "\tx", "接続がタイムアウトしました" * 9, "a" * 5000, "[@click=app.quit] [/x] [bold", "é́́́́", "👩‍🚀" * 20,
    "</x>\\", "ﷺ" * 12,
)  # fmt: skip


def views(frame, page, ctx):
    """All of them, as (lines, title, status)."""
    panes = [
        flow_view(frame, ctx), budget_view(frame, ctx), forecast_view(frame, ctx), clusters_view(frame, ctx),
        jobs_view(frame, ctx), health_view(frame, ctx), health_view(frame, ctx, running=False),
        events_view(page, ctx, lanes=True, frame=frame), events_view(page, ctx, lanes=False, follow=False, new=4),
        detail.git_detail(frames.git(), ctx), detail.series_detail(frame, "disk:/var", ctx),
        detail.series_detail(frame, "nothing", ctx),
        *(job_detail(job, f"{job.title}\n{job.title}", ctx) for job in frame.jobs[:2]),
        *(dossier_detail(frames.dossier(c), ctx) for c in frame.clusters[:1]),
        *(resemblance_detail(c.title, frames.dossier(c).neighbours, ctx) for c in frame.clusters[:1]),
        *(detail.process_detail(p, ctx) for p in frame.processes[:1]),
        *(detail.event_detail(e, ctx, Excerpt(((0, e.text), (9, "next")), 0, "gone")) for e in page.events[:1]),
    ]  # fmt: skip
    lines = [view.lines for view in panes]
    single = [
        header_line(frame, ctx, theme="rustbelt", bytes_per_s=1.5e6, cpu=99.0),
        header_line(frame, ctx, theme="rustbelt", replay=True),
        footer_line(golden.HINTS, ctx),
        one_line(frame, ctx),
    ]
    return [*lines, vitals(frame, ctx), strips(frame, ctx)], single


@pytest.mark.parametrize("size", list(golden.SIZES))
@pytest.mark.parametrize("name", frames.NAMES)
def test_sheet(name, size):
    stored = (golden.FOLDER / f"{name}-{size}.txt").read_text(encoding="utf-8")
    assert golden.sheet(name, size) == stored


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(frames.NAMES), st.integers(0, 200), st.integers(0, 60), st.sampled_from([UNICODE, ASCII]),
    st.none() | st.integers(-2, 80), st.integers(-2, 80), st.sampled_from(["", "time.ut", "(", "."]),
)  # fmt: skip
def test_no_view_leaves_its_room(name, width, height, glyphs, cursor, scroll, find):
    ctx = replace(golden.context(width, height, glyphs=glyphs, cursor=cursor), scroll=scroll, find=find)
    blocks, single = views(frames.frame(name), frames.page(name), ctx)
    for lines in blocks:
        assert len(lines) <= height
        assert all(room(line) <= width for line in lines)
    assert all(room(line) <= width for line in single)


def hostile(words):
    """Storm, with foreign text everywhere foreign text can be."""
    frame = frames.storm()
    source = replace(frame.sources[0], detail=words)
    disk = replace(frame.series["disk:/"], name=f"disk:{words}")
    return replace(
        frame,
        project=words,
        node=words,
        sources=(source, *frame.sources[1:]),
        templates=tuple(replace(t, template=words, sample=words, origin=words) for t in frame.templates),
        clusters=tuple(foreign_cluster(c, words) for c in frame.clusters),
        jobs=tuple(replace(j, title=words, cause=words, who=words) for j in frame.jobs),
        processes=tuple(replace(p, name=words, command=words, user=words, state=words) for p in frame.processes),
        series={disk.name: disk},
        git=replace(frames.git(), branch=words, subject=words, head=words, operation=words, dirty=(words,)),
        health=replace(frames.health(), notices=(words,), version=words),
    )


def foreign_cluster(cluster, words):
    """A cluster whose every text says it."""
    place = Place(file=words, line=1, function=words, text=words)
    return replace(
        cluster, title=words, sample=words, origin=words, name=words, by=words, note=words, reason=words, fix=words,
        where=place,
    )  # fmt: skip


def spoken(words):
    """Events of all voices and severities that say it."""
    event = frames.page().events[3]
    attrs = {"file": words, "offset": 1, "body": f"{words}\n{words}", "evidence": words, words: [words, 1, None]}
    return EventPage(
        tuple(
            replace(event, seq=i, voice=Voice(i % 3), severity=Severity(i % 6), text=words, source=words, attrs=attrs)
            for i in range(6)
        )
    )


@settings(max_examples=60, deadline=None)
@given(HOSTILE | st.sampled_from(FOREIGN), st.integers(0, 200), st.integers(0, 40), st.none() | st.integers(0, 5))
def test_foreign_text_never_leaves_its_room(words, width, height, cursor):
    ctx = replace(golden.context(width, height, cursor=cursor), find="x|a")
    blocks, single = views(hostile(words), spoken(words), ctx)
    for lines in blocks:
        assert len(lines) <= height
        for line in lines:
            assert room(line) <= width
            assert "\n" not in plain(line)
    assert all(room(line) <= width for line in single)


def pairs():
    """The signs of both sets that mean the same."""
    found = set()
    for name in UNICODE.__struct_fields__:
        one, other = getattr(UNICODE, name), getattr(ASCII, name)
        if name == "ramp":
            found |= {(a, b) for a in one for b in other}
        elif name != "ascii":
            found |= set(zip(one, other, strict=True))
    return found


@pytest.mark.parametrize("name", frames.NAMES)
@pytest.mark.parametrize("width", [30, 80, 118, 158])
def test_ascii_differs_in_signs_only(name, width):
    same = pairs()
    drawn = [
        views(frames.frame(name), frames.page(name), golden.context(width, 20, glyphs=glyphs, cursor=1))
        for glyphs in (UNICODE, ASCII)
    ]
    lines = [
        [plain(line) for block in blocks for line in block] + [plain(s) for s in single] for blocks, single in drawn
    ]
    for one, other in zip(*lines, strict=True):
        assert len(one) == len(other)
        assert all(a == b or (a, b) in same for a, b in zip(one, other, strict=True)), (one, other)


@pytest.mark.parametrize("name", frames.NAMES)
def test_ascii_draws_with_ascii_only(name):
    own = replace(frames.frame(name), templates=(), clusters=frames.frame(name).clusters[:2])
    page = EventPage(tuple(e for e in frames.page(name).events if e.text.isascii()))
    blocks, single = views(own, page, golden.context(158, 30, glyphs=ASCII, cursor=1))
    assert all(plain(line).isascii() for block in [*blocks, single] for line in block)


@pytest.mark.parametrize("name", frames.NAMES)
def test_keys_name_the_shown_rows(name):
    frame = frames.frame(name)
    for view in (forecast_view, clusters_view, jobs_view):
        whole = view(frame, golden.context(100, 200))
        part = view(frame, replace(golden.context(100, 5), scroll=1))
        assert len(whole.keys) == whole.rows == len(set(whole.keys))
        assert part.keys == whole.keys[1 : 1 + len(part.keys)] or part.rows <= 4
        assert part.first + len(part.keys) <= max(5, part.first)


def test_the_cursor_row_keeps_its_roles_and_takes_the_whole_width():
    view = jobs_view(frames.calm(), golden.context(60, 12, cursor=0))
    line = view.lines[view.first]
    assert [span.role for span in line if span.role is Role.CURSOR] == [line[0].role]
    assert Role.OK in {span.role for span in line}
    assert room(line) == 60
    assert plain(line).startswith("▸")
