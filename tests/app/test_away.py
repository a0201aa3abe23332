"""Coming back: when the first screen is shown, what it says, and that any key leaves it."""

import json
from pathlib import Path

import pytest

from console.app.away import away_since
from console.app.memory import Memory
from console.model.job import Job, JobState
from console.model.lines import plain
from console.model.where import Where
from console.views.where import tells, where_view
from tests.app.support import MemoryFeed, console
from tests.views import frames
from tests.views.golden import context

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("kept", "greeted"),
    [
        ({}, False),
        ({"seen": repr(NOW - 600), "closed": repr(NOW - 599), "boot": "a"}, False),
        ({"seen": repr(NOW - 1900), "closed": repr(NOW - 1899), "boot": "a"}, True),
        ({"seen": repr(NOW - 600), "closed": repr(NOW - 599), "boot": "b"}, True),
        ({"seen": repr(NOW - 300), "closed": repr(NOW - 9000), "boot": "a"}, True),
        ({"seen": repr(NOW - 50), "closed": repr(NOW - 9000), "boot": "a"}, False),
        ({"seen": "soon"}, False),
        ({"seen": repr(NOW + 600)}, False),
    ],
)
def test_somebody_comes_back_after_a_while_a_reboot_or_a_crash(kept: dict[str, str], greeted: bool) -> None:
    assert (away_since(kept, NOW, "a") is not None) is greeted


def stands() -> Where:
    def of(*states: JobState) -> tuple[Job, ...]:
        return tuple(job for job in frames.jobs() if job.state in states)

    return Where(
        since=frames.NOW - 7200, git=frames.git(), open=of(JobState.RUNNING, JobState.WAITING),
        passed=of(JobState.PASSED) * 12, failed=of(JobState.FAILED, JobState.INTERRUPTED),
        clusters=frames.clusters()[:2], rebooted=frames.NOW - 300, next="see why job 4 failed: `kontrapunkt logs 4`",
    )  # fmt: skip


def test_the_next_step_stands_first_then_what_went_on() -> None:
    lines = [plain(line) for line in where_view(stands(), context(120, 60)).lines]
    words = "\n".join(lines)
    assert lines[0] == " next  see why job 4 failed: `kontrapunkt logs 4`"
    for part in (
        "going on: 2 jobs", "failed: 2 jobs", "#4  pytest -x tests/db  exit 1", "passed meanwhile: 12 jobs",
        "and 4 more", "the machine was started anew 5m ago", "the disk of the build box", "any key goes on",
    ):  # fmt: skip
        assert part in words


def test_it_fits_small_screens() -> None:
    for width, height in ((78, 21), (30, 8), (12, 3)):
        lines = where_view(stands(), context(width, height)).lines
        assert len(lines) <= height
        assert all(len(plain(line)) <= width for line in lines)


def test_nothing_to_tell_is_not_told() -> None:
    assert not tells(Where(next="nothing waits for you"))
    assert tells(stands())


def feed() -> MemoryFeed:
    made = MemoryFeed(frames.calm(), ())
    made.stands = stands()
    return made


async def test_the_first_screen_is_left_by_any_key_which_does_nothing_else() -> None:
    async with console(feed=feed(), away=frames.NOW - 7200) as bench:
        await bench.until(lambda: "any key goes on" in bench.text, "the greeting")
        assert bench.feed.asked.count(("where", frames.NOW - 7200)) == 1
        await bench.press("q")
        assert "any key goes on" not in bench.text
        assert bench.app.is_running
        await bench.press("5")
        assert bench.desk.active == "jobs"


async def test_nobody_is_greeted_who_was_just_here_or_has_nothing_to_hear() -> None:
    async with console(feed=feed()) as bench:
        await bench.press("1")
        assert "any key goes on" not in bench.text
    async with console(away=frames.NOW - 7200) as bench:
        await bench.until(lambda: ("where", frames.NOW - 7200) in bench.feed.asked, "the question")
        assert bench.desk.sheet == ""


async def test_a_failing_store_greets_nobody_and_ends_nothing() -> None:
    broken = feed()
    async with console(feed=broken) as bench:
        broken.fails = OSError("the disk is gone")
        await bench.app._greet()
        assert "cannot be read: the disk is gone" in bench.note


async def test_the_screen_remembers_that_it_was_seen_and_closed(tmp_path: Path) -> None:
    async with console(remember=Memory(str(tmp_path)), boot="here", state=str(tmp_path)) as bench:
        assert bench.app.is_running
        kept = json.loads((tmp_path / "screen.json").read_text())
        assert (kept["seen"], kept["boot"]) == (repr(frames.NOW), "here")
        assert "closed" not in kept
    kept = json.loads((tmp_path / "screen.json").read_text())
    assert kept["closed"] == repr(frames.NOW)
    assert away_since(kept, frames.NOW + 60, "here") is None
