"""Clusters: counted where their keys lie, standing as people decided, as they were at any moment."""

from pathlib import Path

import pytest

from console.model.batch import Batch
from console.model.cluster import FailureQuery, Join, Standing
from console.model.event import Severity
from console.store.writer import UndecidedError
from tests.store.catalogue import clusters, decide, failing, found
from tests.store.support import START, Wall, draft, events, opened, reader, write_all


async def test_equal_fingerprints_are_one_cluster(tmp_path: Path) -> None:
    await write_all(tmp_path, failing("a", "a", "b"))
    await write_all(tmp_path, failing("a", time=START + 60))
    one, two = clusters(tmp_path, START + 61).values()
    assert (one.fingerprint, one.total, one.hour, one.first, one.last) == ("a", 3, 3, START, START + 60)
    assert (two.fingerprint, two.total, two.standing) == ("b", 1, Standing.NEW)


async def test_events_without_a_fingerprint_make_no_cluster(tmp_path: Path) -> None:
    await write_all(tmp_path, events(draft()))
    assert clusters(tmp_path) == {}
    assert reader(tmp_path).cluster_of(1) is None


async def test_an_event_knows_its_cluster_and_fingerprint(tmp_path: Path) -> None:
    await write_all(tmp_path, failing("a", "b"))
    found_reader = reader(tmp_path)
    event = found_reader.event(2)
    assert event is not None
    assert (event.fingerprint, found_reader.cluster_of(2)) == ("b", 2)


async def test_repeats_count_as_many_as_they_stand_for(tmp_path: Path) -> None:
    await write_all(tmp_path, failing("a", count=41, samples=["a broke"]))
    assert clusters(tmp_path)[1].total == 41


async def test_a_record_of_several_lines_is_the_better_example(tmp_path: Path) -> None:
    await write_all(tmp_path, failing("a"))
    await write_all(tmp_path, failing("a", body="a broke\n  at x"))
    await write_all(tmp_path, failing("a", body="a broke\n  at y"))
    dossier = reader(tmp_path).dossier(1)
    assert dossier is not None
    assert dossier.evidence == ("a broke", "  at x")
    assert dossier.why == ("all a",)


async def test_who_is_touched_is_counted(tmp_path: Path) -> None:
    await write_all(tmp_path, failing("a", title="web", branch="main", tests=["t1", "t2"], file="/a.log"))
    await write_all(tmp_path, failing("a", title="web", tests=["t1"], file="/b.log"))
    dossier = reader(tmp_path).dossier(1)
    assert dossier is not None
    assert dossier.affected.tests == (("t1", 2), ("t2", 1))
    assert (dossier.affected.jobs, dossier.affected.branches) == ((("web", 2),), (("main", 1),))
    assert dossier.affected.origins == (("/a.log", 1), ("/b.log", 1))


async def test_errors_come_before_warnings_and_old_ones_after_the_hour(tmp_path: Path) -> None:
    await write_all(tmp_path, failing("old", time=START - 7200))
    await write_all(tmp_path, failing(*["warned"] * 5, severity=Severity.WARNING))
    await write_all(tmp_path, failing("broken"))
    names = [cluster.fingerprint for cluster in clusters(tmp_path).values()]
    assert names == ["broken", "warned", "old"]


async def test_a_resolved_cluster_that_comes_back_has_regressed_with_its_cause(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        await writer.write(failing("cause", "member"))
        assert await writer.set_cause(1, (1, 2), "both name db1") == 1
        assert "1 that it caused" in await decide(writer, "resolve", 1, text="restarted")
        assert clusters(tmp_path)[2].standing is Standing.RESOLVED
        await writer.write(failing("member", time=START))
        assert clusters(tmp_path)[2].standing is Standing.RESOLVED, "what is older than the resolution is no relapse"
        await writer.write(failing("member", time=START + 5))
    standings = {number: cluster.standing for number, cluster in clusters(tmp_path, START + 6).items()}
    assert standings == {1: Standing.REGRESSED, 2: Standing.REGRESSED}


async def test_time_travel_shows_what_was_known_then(tmp_path: Path) -> None:
    wall = Wall()
    async with opened(tmp_path, wall) as writer:
        await writer.write(failing("a"))
        wall.now += 100
        await decide(writer, "ack", 1, START + 100, text="mine")
        await writer.write(failing("a", time=START + 200))
    past = reader(tmp_path, START + 300)
    (then,), (now,) = past.clusters(START + 50), past.clusters()
    assert (then.standing, then.total, then.by) == (Standing.NEW, 1, "")
    assert (now.standing, now.total, now.by) == (Standing.ACKNOWLEDGED, 2, "me")
    assert past.clusters(START - 86_400) == ()


async def test_joins_follow_the_grouper_and_never_a_person(tmp_path: Path) -> None:
    join = [("logs", Batch(joins=(Join(fingerprint="a", into="b", why="one slot differs"),)))]
    async with opened(tmp_path) as writer:
        await writer.write(failing("a", "b", "b"))
        await writer.write(join)
        assert {n: c.total for n, c in clusters(tmp_path).items()} == {2: 3}
        assert reader(tmp_path).dossier(1) == reader(tmp_path).dossier(2)
        await decide(writer, "split", 2, fingerprint="a")
        await writer.write(join)
        await writer.write(failing("a"))
    assert {n: c.total for n, c in clusters(tmp_path).items()} == {2: 2, 3: 2}


async def test_a_judged_cluster_is_not_joined_away(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        await writer.write(failing("a", "b"))
        await decide(writer, "ack", 1)
        await writer.write([("logs", Batch(joins=(Join(fingerprint="a", into="b", why="x"),)))])
    assert sorted(clusters(tmp_path)) == [1, 2]


async def test_found_failures_count_once_for_ever(tmp_path: Path) -> None:
    batch = Batch(found=(found("a", "d1"), found("a", "d2", time=START + 5), found("a", "d1")))
    for _ in range(2):
        await write_all(tmp_path, [("dig", batch)])
    (cluster,) = clusters(tmp_path, START + 6).values()
    (entry,) = reader(tmp_path).failures(FailureQuery()).failures
    assert (cluster.total, entry.n, entry.time, entry.last) == (2, 2, START, START + 5)
    assert reader(tmp_path).counted() == 2


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("unack", {}), ("reopen", {}), ("merge", {"into": 1}), ("merge", {"into": 9}), ("split", {"fingerprint": "a"}),
        ("split", {"fingerprint": "nothing"}), ("dance", {}),
    ],
)  # fmt: skip
async def test_what_cannot_be_done_is_said_and_changes_nothing(
    tmp_path: Path, what: str, fields: dict[str, object]
) -> None:
    async with opened(tmp_path) as writer:
        await writer.write(failing("a"))
        before = clusters(tmp_path)
        with pytest.raises(UndecidedError):
            await decide(writer, what, 1, **fields)
        with pytest.raises(UndecidedError, match="no decision"):
            await writer.undo(None)
    assert clusters(tmp_path) == before


async def test_an_undo_waits_for_what_rests_on_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        await writer.write(failing("a", "b", "c"))
        await decide(writer, "merge", 1, into=2)
        await decide(writer, "rename", 3, text="other")
        await decide(writer, "merge", 2, into=3)
        with pytest.raises(UndecidedError, match="decision 3 first"):
            await writer.undo(1)
        for number in (3, 1, 2):
            await writer.undo(number)
        with pytest.raises(UndecidedError, match="undone already"):
            await writer.undo(1)
    assert {cluster.fingerprint: cluster.total for cluster in clusters(tmp_path).values()} == {"a": 1, "b": 1, "c": 1}
