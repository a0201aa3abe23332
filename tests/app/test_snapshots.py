"""The whole screen as it looks, in each size, theme and state of affairs, at one fixed moment."""

import time

import pytest

from console.app.app import ConsoleApp
from console.app.setup import Setup
from tests.app.support import DEADLINE, HandClock, MemoryFeed
from tests.views import frames
from themes.palette import Depth

SIZES = ((160, 45), (120, 35), (80, 24), (59, 14))


def app(name: str, theme: str) -> ConsoleApp:
    frame = frames.frame(name)
    feed = MemoryFeed(frame, frames.page(name).events)
    return ConsoleApp(feed, Setup(first=frame, theme=theme, clock=HandClock(), zone=frames.ZONE, depth=Depth.TRUECOLOR))


async def settled(pilot) -> None:
    deadline = time.monotonic() + DEADLINE
    while not pilot.app.refresher.reads:
        assert time.monotonic() < deadline, pilot.app.desk.prompt.note
        await pilot.pause()
    await pilot.pause()


@pytest.mark.parametrize("name", frames.NAMES)
@pytest.mark.parametrize("theme", ["skyskraper", "rustbelt"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_screen(snap_compare, size, theme, name):
    assert snap_compare(app(name, theme), terminal_size=size, run_before=settled)


@pytest.mark.parametrize(
    ("keys", "size"),
    [
        (("question_mark",), (120, 35)),
        (("colon", "e", "n"), (120, 35)),
        (("4", "j"), (80, 24)),
        (("5", "z", "j"), (120, 35)),
        (("E", "enter"), (120, 35)),
        (("slash", "s", "l", "o", "w"), (120, 35)),
    ],
    ids=["help", "palette", "clusters narrow", "jobs zoomed", "event detail", "search"],
)
def test_opened(snap_compare, keys, size):
    async def pressed(pilot) -> None:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await pilot.pause()

    assert snap_compare(app("storm", "skyskraper"), terminal_size=size, run_before=pressed)
