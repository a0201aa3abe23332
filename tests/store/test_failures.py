"""The catalogue: entries that last, how they ended, and a search that nothing typed can break."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.model.batch import Batch
from console.model.cluster import Failure, FailureQuery, Key, Mended, Passed
from console.model.event import Severity
from console.model.failure import Place
from tests.store.catalogue import decide, failing, found
from tests.store.support import START, opened, reader, write_all


def entries(folder: Path, find: str = "", **query: object) -> tuple[Failure, ...]:
    return reader(folder).failures(FailureQuery(find=find, **query)).failures  # type: ignore[arg-type]


async def test_repeats_within_ten_minutes_are_one_entry(tmp_path: Path) -> None:
    for time in (START, START + 500, START + 1000, START + 5000):
        await write_all(tmp_path, failing("a", time=time))
    assert [(entry.n, entry.last - START) for entry in entries(tmp_path)] == [(1, 5000), (3, 1000)]


async def test_warnings_are_no_entries(tmp_path: Path) -> None:
    await write_all(tmp_path, failing("a", severity=Severity.WARNING))
    assert entries(tmp_path) == ()


async def test_an_ended_entry_is_not_extended(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        await writer.write(failing("a"))
        await decide(writer, "resolve", 1, text="rebooted")
        await writer.write(failing("a", time=START + 60))
    assert [entry.outcome for entry in entries(tmp_path)] == ["", "resolved by me: rebooted"]


async def test_a_job_that_passes_again_ends_its_failures(tmp_path: Path) -> None:
    batch = Batch(
        found=(found("a", "1", job="ci/build"), found("b", "2", job="ci/test")),
        passed=(Passed(job="ci/build", branch="", time=START + 90, baseline=b"lines"),),
    )
    await write_all(tmp_path, [("dig", batch)])
    ended = {entry.job: (entry.outcome, entry.recovered) for entry in entries(tmp_path)}
    assert ended == {"ci/build": ("the job passed again", 90.0), "ci/test": ("", None)}
    assert reader(tmp_path).baseline("ci/build", "") == b"lines"
    assert reader(tmp_path).baseline("ci/test", "") == b""


async def test_a_commit_that_mends_ends_what_began_in_its_files(tmp_path: Path) -> None:
    keys = (Key(fingerprint="a", why="", where=Place(file="/src/app/db.py")), Key(fingerprint="b", why=""))
    old = found("a", "3", time=START - 40 * 86_400)
    commit = Mended(commit="c0ffee" * 6, time=START + 60, subject="Fix the pool", files=("app/db.py",))
    batch = Batch(found=(found("a", "1"), found("b", "2"), old), keys=keys, mended=(commit,))
    await write_all(tmp_path, [("dig", batch)])
    assert [(entry.cluster, entry.outcome) for entry in entries(tmp_path)] == [
        (2, ""),
        (1, "mended by c0ffeec0ff: Fix the pool"),
        (1, ""),
    ]


async def test_pages_follow_one_another_without_gap(tmp_path: Path) -> None:
    many = tuple(found(f"f{n}", f"d{n}", time=START + n // 3) for n in range(30))
    await write_all(tmp_path, [("dig", Batch(found=many))])
    read, query = reader(tmp_path), FailureQuery(limit=7)
    seen: list[int] = []
    while True:
        page = read.failures(query)
        seen += [entry.id for entry in page.failures]
        if not page.older:
            break
        query = msgspec.structs.replace(query, before=(page.failures[-1].last, page.failures[-1].id))
    assert len(seen) == len(set(seen)) == 30


async def test_words_are_found_in_any_order_and_the_last_may_go_on(tmp_path: Path) -> None:
    evidence = ("connection refused", "at db.py")
    await write_all(tmp_path, [("dig", Batch(found=(found("a", "1", evidence=evidence), found("b", "2"))))])
    for words in ("refused connection", "conn", "a db.py", "REFUSED", "  refused  "):
        assert [entry.cluster for entry in entries(tmp_path, words)] == [1], words
    assert entries(tmp_path, "refused nothing") == ()
    assert len(entries(tmp_path, "broke")) == 2
    assert [entry.cluster for entry in entries(tmp_path, "broke", cluster=2)] == [2]


HOSTILE = (
    '"', '""', "'", "a OR b", "NEAR(a b)", "a*", "*", "^a", "-a", "a:b", "(", "summary:a", "\0", "a\0b", "\ud800",
    "x" * 100_000, "NOT", "AND AND", ";DROP TABLE failures", "{a}", "ἄ", "\u202e",
)  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
async def test_nothing_typed_is_an_operator(tmp_path: Path, words: str) -> None:
    await write_all(tmp_path, [("dig", Batch(found=(found("zzz", "1"),)))])
    assert entries(tmp_path, words) == ()


@given(words=st.text(max_size=40))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_words_break_the_search(tmp_path: Path, words: str) -> None:
    import asyncio

    if not (tmp_path / "store.sqlite").exists():
        asyncio.run(write_all(tmp_path, failing("a")))
    entries(tmp_path, words)
