"""The last step of an escalation: a person's own command, rarely, never out of hours."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.analysis.pain.telling import Louder, Ration, is_quiet
from console.bus import Channel
from console.engine.found import Found
from console.engine.notify import Notifier
from console.model.batch import Batch
from console.model.pain import Cause, Gate, Pain, Share
from console.model.settings import NotifySettings
from tests.engine.test_findings import Clock
from tests.store.support import START


def hurt(loudness: int, scope: str = "machine", gate: Gate = Gate.SHUT) -> Pain:
    cause = Cause(kind="hang", scope=scope, weight=0.9, severity=1, confidence=1, text="pytest hangs; \x1b]0;x\x07")
    share = Share(cause=cause, pain=0.9, since=START)
    return Pain(scope=scope, at=START, level=0.9, shares=(share,), gate=gate, unhandled=700, loudness=loudness)


class Caller:
    """A notifier with what it told; its command writes what it was given to a file."""

    def __init__(self, folder: Path, hour: int = 12, **settings: object) -> None:
        self.file = folder / "called"
        script = "import sys; open(sys.argv[1], 'a').write(sys.argv[2] + '|' + sys.stdin.read() + '\\n')"
        given = {"command": (sys.executable, "-c", script, str(self.file)), **settings}
        self.clock, self.told = Clock(), list[Batch]()
        looks: Channel[Found] = Channel("findings", 10)
        self.notifier = Notifier(
            looks.subscribe("notify"), self._deliver, self.clock, NotifySettings(**given), str(folder),
            lambda _now: datetime(2026, 1, 1, hour, 30, tzinfo=UTC),
        )  # fmt: skip

    async def _deliver(self, _source: str, batch: Batch) -> None:
        self.told.append(batch)

    async def look(self, *pains: Pain) -> list[str]:
        before = len(self.told)
        await self.notifier.heed(Found(at=START, pains=pains))
        return [event.text for batch in self.told[before:] for event in batch.events]


async def test_the_command_runs_once_when_nobody_sees_to_it(tmp_path: Path) -> None:
    caller = Caller(tmp_path)
    assert await caller.look(hurt(1)) == []
    (text,) = await caller.look(hurt(3))
    assert text.startswith("nobody sees to it: machine hurts (0.90): pytest hangs")
    assert text.endswith("was run")
    assert await caller.look(hurt(3)) == []
    told, _, read = caller.file.read_text().strip().partition("|")
    assert told == read
    assert caller.file.read_text().count("machine hurts") == 2


async def test_what_hurts_again_after_it_was_well_calls_again_but_not_too_often(tmp_path: Path) -> None:
    caller = Caller(tmp_path, most_per_hour=1)
    await caller.look(hurt(3))
    await caller.look(hurt(0, gate=Gate.OPEN))
    (text,) = await caller.look(hurt(3))
    assert "told often enough this hour" in text


async def test_out_of_hours_nothing_runs_and_that_is_told(tmp_path: Path) -> None:
    caller = Caller(tmp_path, hour=23, quiet="22:00-07:00")
    (text,) = await caller.look(hurt(3))
    assert "out of hours" in text
    assert not caller.file.exists()


async def test_a_command_that_fails_is_a_notice_until_one_works(tmp_path: Path) -> None:
    caller = Caller(tmp_path, command=("/nowhere/call",))
    (text,) = await caller.look(hurt(3))
    assert "notifying failed" in text
    assert "/nowhere/call cannot be started" in caller.notifier.notices[0]


async def test_without_a_command_it_is_told_all_the_same(tmp_path: Path) -> None:
    assert "no command is set" in (await Caller(tmp_path, command=()).look(hurt(3)))[0]


@pytest.mark.parametrize(
    ("hours", "hour", "quiet"),
    [
        ("", 3, False), ("22:00-07:00", 23, True), ("22:00-07:00", 3, True), ("22:00-07:00", 12, False),
        ("12:00-13:00", 12, True), ("12:00-13:00", 13, False), ("0:00-0:00", 5, False),
    ],
)  # fmt: skip
def test_quiet_hours_go_over_midnight(hours: str, hour: int, quiet: bool) -> None:
    assert is_quiet(hours, datetime(2026, 1, 1, hour, 30, tzinfo=UTC)) is quiet


def test_only_what_became_louder_is_news_the_loudest_first() -> None:
    louder = Louder()
    assert [one.scope for one in louder.news([hurt(1), hurt(2, "job:x")])] == ["job:x", "machine"]
    assert louder.news([hurt(1), hurt(2, "job:x")]) == []
    assert [one.loudness for one in louder.news([hurt(2)])] == [2]
    assert louder.news([hurt(1), hurt(3, gate=Gate.PROBE)]) == []


def test_a_ration_is_for_an_hour() -> None:
    ration = Ration(2)
    assert [ration.take(now) for now in (0, 10, 20, 3601, 3602)] == [True, True, False, True, False]
    assert not Ration(0).take(0)
