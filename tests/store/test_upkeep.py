"""What holds the queue up is read with the frame, and again when one of its tables changed."""

from pathlib import Path

from msgspec.structs import replace

from console.model.breaker import BreakerState, Moment
from console.model.ruling import Workaround
from console.store import breakers, habits, write_decisions, write_jobs
from console.store.reader import Reader
from tests.store.support import START, opened, store


async def test_the_frame_holds_what_is_broken_and_what_was_spared(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        reader = Reader(store(tmp_path), now=lambda: START + 10)
        first = reader.frame()
        assert first.upkeep.breakers == ()
        broken = {"state": BreakerState.OPEN, "opened": Moment(START, 1.0, "b"), "pause": 9.0}
        await writer.aside(lambda conn: breakers.change(conn, "npm", lambda one: (replace(one, **broken), None)))
        await writer.aside(lambda conn: breakers.change(conn, "fine", lambda one: (replace(one, trips=1), None)))
        taken = Workaround(name="lint", instead="a", replaces="b", since=START, until="c")
        await writer.aside(lambda conn: write_decisions.put_workaround(conn, taken))
        await writer.aside(lambda conn: write_jobs.set_track(conn, "builds", 2, paused=True))
        for job, outcome in ((1, habits.RIGHT), (2, habits.WRONG), (3, habits.STALE), (4, "")):
            await writer.aside(lambda conn, job=job: habits.keep_guess(conn, job, "test", START))
            await writer.aside(lambda conn, job=job, outcome=outcome: habits.judge(conn, job, outcome))
        assert reader.frame(None, first, frozenset({"events"})).upkeep == first.upkeep
        known = reader.frame(None, first, frozenset({"breakers"})).upkeep
        reader.close()
    assert [(one.key, one.pause) for one in known.breakers] == [("npm", 9.0)]
    assert known.workarounds == (taken,)
    assert [(track.name, track.paused) for track in known.tracks] == [("builds", True)]
    assert (known.guessed, known.right, known.checked) == (2, 1, 0)
