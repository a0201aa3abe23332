"""Tests of the autopilot's actions, by action id."""

import pytest

from console.app.handlers.autopilot import wanted
from tests.app.cases import case, connected
from tests.app.failure_cases import say


@case("autopilot")
async def start(bench):
    link = connected(bench)
    await say(bench, "autopilot soon")
    assert "autopilot 2h 5 jobs" in bench.note
    assert link.commands == []
    await say(bench, "autopilot 2h 5 jobs")
    name, args = link.commands[0]
    assert name == "autopilot.start"
    assert args.pop("token")
    assert args == {"seconds": 7200.0, "most": 5, "scope": "jobs"}


@case("autopilot.stop")
async def stop(bench):
    link = connected(bench)
    await bench.press("exclamation_mark")
    assert link.commands == [("autopilot.stop", {})]
    assert "well done" in bench.note


@case("workaround.refuse", "workaround.allow")
async def workarounds(bench):
    link = connected(bench)
    await say(bench, "workaround.refuse")
    assert "there are: none" in bench.note
    await say(bench, "workaround.refuse tests wait")
    await say(bench, "workaround.allow tests wait")
    assert link.commands == [
        ("workaround.refuse", {"name": "tests wait"}), ("workaround.allow", {"name": "tests wait"}),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["2 h", "-3", "1e9h", "٣", "everything", "h"])
def test_words_that_mean_nothing(text):
    assert wanted(text) is None
