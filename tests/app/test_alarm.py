"""What goes to the terminal when something hurts and nobody sees to it."""

from datetime import UTC, datetime

import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from console.app.alarm import Alarm, notification
from console.model.frame import Frame
from console.model.lines import plain
from console.model.pain import Gate, Pain
from console.model.settings import NotifySettings, Settings
from console.views.budget import budget_view
from console.views.strips import window_title
from tests.app.support import console
from tests.engine.test_notify import hurt
from tests.views import frames
from tests.views.golden import context


def frame(*pains: Pain) -> Frame:
    return replace(frames.calm(), notes={"pain": to_builtins({"level": 0.9, "scopes": pains})})


class Terminal:
    def __init__(self, hour: int = 12, tmux: bool = False, **settings: object) -> None:
        self.sent: list[str] = []
        given = NotifySettings(**settings)
        local = datetime(2026, 1, 1, hour, tzinfo=UTC)
        self.alarm = Alarm(given, self.sent.append, tmux=tmux, local=lambda _now: local)


def test_the_bell_rings_once_for_each_step() -> None:
    terminal = Terminal()
    for loudness in (0, 1, 1, 2, 2):
        terminal.alarm.look(frame(hurt(loudness)))
    assert terminal.sent == ["\x07", "\x07"]


def test_a_notification_follows_where_it_is_asked_for() -> None:
    terminal = Terminal(bell=False, desktop="osc9")
    terminal.alarm.look(frame(hurt(1)))
    terminal.alarm.look(frame(hurt(2)))
    assert terminal.sent == ["\x1b]9;kontrapunkt: machine hurts (0.90): pytest hangs, ]0,x\x07"]


def test_nothing_in_the_text_ends_the_sequence() -> None:
    sequence = notification("osc777", "a;b\x07\x1b\\\x9c\ncd" + "x" * 5000, tmux=False)
    assert sequence.startswith("\x1b]777;notify;kontrapunkt;a,b\\cdxx")
    assert sequence.count("\x1b") == sequence.count("\x07") == 1
    assert "\x9c" not in sequence
    assert len(sequence) < 260


def test_tmux_gets_it_wrapped() -> None:
    assert notification("osc9", "x", tmux=True) == "\x1bPtmux;\x1b\x1b]9;kontrapunkt: x\x07\x1b\\"


def test_quiet_hours_rations_and_the_past_are_silent() -> None:
    quiet, rationed, past = Terminal(23, quiet="22:00-07:00"), Terminal(most_per_hour=0), Terminal()
    quiet.alarm.look(frame(hurt(2)))
    rationed.alarm.look(frame(hurt(2)))
    past.alarm.look(replace(frame(hurt(2)), live=False))
    assert quiet.sent == rationed.sent == past.sent == []


def test_what_is_written_by_others_rings_nothing() -> None:
    terminal = Terminal()
    for odd in ({"pain": 3}, {"pain": {"scopes": [{"scope": 1}]}}, {"pain": {}}):
        terminal.alarm.look(replace(frames.calm(), notes=odd))
    assert terminal.sent == []


def test_title_and_pane_name_what_hurts() -> None:
    ctx = context(60, 12)
    assert window_title(frame(hurt(1)), ctx).startswith("!! machine hurts ")
    first = plain(budget_view(frame(hurt(1)), ctx).lines[0])
    assert first.startswith(" ✖ machine hurts 0.90  nobody sees to it for 11m  pytest ha")
    calm = plain(budget_view(frame(hurt(0, gate=Gate.PROBE)), ctx).lines[0])
    assert "▲ machine calms" in calm
    assert "hurts" not in window_title(frames.calm(), ctx)


async def test_the_console_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.app.app.lost", lambda: False)
    async with console(first=frame(hurt(1)), settings=Settings()) as bench:
        sent: list[str] = []
        bench.app._alarm._write = sent.append
        bench.app._watch_terminal()
        assert sent[0] == "\x07"
