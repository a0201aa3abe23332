from msgspec import to_builtins
from msgspec.structs import replace

from console.model.lines import ASCII, plain
from console.model.vsm import Lever, Measure, Remark, System, Tone
from console.views.data import pane_fields
from console.views.vsm import vsm_view
from tests.views import frames
from tests.views.golden import context

SYSTEMS = (
    System(
        name="Operations", sign="S1", headline="5 of 6 jobs passed in the last hour", tone=Tone.WATCH,
        remarks=(Remark("make test", "30.0 s, usually 10.5 s", Tone.WATCH), Remark("make lint", "2.0 s")),
    ),
    System(name="Coordination", sign="S2", headline="nothing gets in each other's way"),
    System(
        name="Audit", sign="S3*", headline="2 reports checked", tone=Tone.TROUBLE,
        remarks=(Remark("pytest", "no tests ran: collected 0 items", Tone.TROUBLE),),
    ),
    System(name="Control", sign="S3", headline="not looked at yet", tone=Tone.UNKNOWN),
)  # fmt: skip


def frame(*measures: Measure):
    notes = {"vsm": to_builtins(SYSTEMS), "strategy": to_builtins(measures)}
    return replace(frames.calm(), notes=notes)


def shown(width=100, height=40, **keys):
    return [plain(line) for line in vsm_view(frame(), replace(context(width, height), **keys)).lines]


def test_plain_words_come_first_and_the_number_is_a_suffix():
    lines = shown()
    assert lines[0].split() == ["▲", "Operations", "S1", "5", "of", "6", "jobs", "passed", "in", "the", "last", "hour"]
    assert lines[1].split() == ["▲", "make", "test", "30.0", "s,", "usually", "10.5", "s"]
    assert lines[2].split() == ["make", "lint", "2.0", "s"]
    assert "✔ Coordination S2" in lines[4]
    assert any(line.strip().startswith("? Control") for line in lines)


def test_headlines_line_up():
    heads = [line for line in shown() if "S1" in line or "S2" in line or "S3*" in line]
    assert len({line.index(words) for line, words in zip(heads, ("5 of", "nothing", "2 rep"), strict=True)}) == 1


def test_it_says_what_is_wrong_and_that_the_strategy_was_changed():
    view = vsm_view(frame(), context(100, 40))
    assert plain(view.status) == "1 in trouble"
    held = Measure(lever=Lever.TESTS, value=0, rule="flaky", reason="r", since=frames.NOW, until=frames.NOW + 1200)
    assert "strategy changed, for 20m more" in plain(vsm_view(frame(held), context(100, 40)).status)
    gone = replace(held, until=frames.NOW - 1)
    assert "strategy" not in plain(vsm_view(frame(gone), context(100, 40)).status)


def test_it_fits_every_room():
    for width, height in ((160, 40), (80, 21), (38, 8), (12, 3), (1, 1)):
        lines = shown(width, height, glyphs=ASCII)
        assert len(lines) <= height
        assert all(len(line) <= width for line in lines)


def test_without_an_engine_it_says_so_and_what_another_program_wrote_is_left_out():
    assert "no engine has reported" in plain(vsm_view(frames.calm(), context(80, 9)).lines[0])
    odd = replace(frames.calm(), notes={"vsm": [{"name": 3}], "strategy": 7})
    assert "no engine has reported" in plain(vsm_view(odd, context(80, 9)).lines[0])


def test_json_has_systems_and_strategy():
    fields = pane_fields("vsm", frame(), frames.NOW, running=True)
    assert [one["sign"] for one in fields["systems"]] == ["S1", "S2", "S3*", "S3"]
