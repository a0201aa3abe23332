"""CI in the store: what is known now, what was known then, how long things take, what is asked."""

from pathlib import Path

from msgspec.structs import replace

from console.model.batch import Batch, Progress
from console.model.ci import CiJob, CiNews, Order, Outcome, Phase, PlaceState, Run, Sight, Stand, Told
from console.model.cluster import Passed
from console.model.source import Freshness
from console.store import read_ci, write_ci
from console.store.writer import Writer
from tests.store.support import START, opened, reader

DONE = Stand(Phase.FINISHED, Outcome.SUCCESS, "success")
FAILED = Stand(Phase.FINISHED, Outcome.FAILURE, "failure")
RUNS = Stand(Phase.RUNNING, None, "in_progress")


def run(number: int, stand: Stand = DONE, took: float = 10.0, **more: object) -> Run:
    begun = START + number * 100
    values = {
        "place": "h/p", "id": str(number), "name": "CI", "stand": stand, "created": begun, "started": begun,
        "finished": begun + took if stand.over else None,
    }  # fmt: skip
    return Run(**(values | more))


def job(number: int, of: Run, name: str = "test", stand: Stand = DONE, attempt: int = 1) -> CiJob:
    return CiJob(
        place=of.place, run=of.id, id=str(number), name=name, stand=stand, attempt=attempt, started=of.started,
        finished=of.finished,
    )  # fmt: skip


async def put(writer: Writer, *runs: Run, jobs: tuple[CiJob, ...] = (), told: tuple[Told, ...] = ()) -> frozenset[str]:
    done = await writer.write([("ci", Batch(ci=CiNews(runs=runs, jobs=jobs, told=told)))])
    return done.tables


async def test_the_frame_has_runs_and_places(tmp_path: Path):
    sight = Sight(kind="runs", freshness=Freshness.ERROR, detail="gone")
    place = PlaceState(place="h/p", kind="github", sights=(sight,))
    async with opened(tmp_path) as writer:
        first, second = run(1), run(2, RUNS)
        tables = await put(writer, first, second, jobs=(job(1, first),))
        assert "ci" in tables
        await writer.write([("ci", Batch(ci=CiNews(places=(place,))))])
        found = reader(tmp_path)
        frame = found.frame()
        assert [card.run.id for card in frame.runs] == ["2", "1"]
        assert [one.name for one in frame.runs[1].jobs] == ["test"]
        assert frame.places == (place,)
        assert frame.places[0].trouble == "gone"
        await put(writer, replace(second, stand=DONE, finished=START + 300))
        later = found.frame(previous=frame, changed=frozenset({"ci"}))
        assert later.runs[0].run.stand.over
        assert [card.key for card in later.runs] == [card.key for card in frame.runs]
        same = found.frame(previous=later, changed=frozenset({"sources"}))
        assert same.runs is later.runs


async def test_the_past_is_seen_as_it_was(tmp_path: Path):
    async with opened(tmp_path) as writer:
        first = run(1, FAILED, took=50.0)
        told = Told(place="h/p", run="1", job="7", summary="boom")
        await put(writer, first, run(2), jobs=(job(7, first, stand=FAILED),), told=(told,))
        cards = reader(tmp_path).frame(at=START + 120).runs
        assert [(card.run.id, card.run.stand.phase, card.run.finished) for card in cards] == [
            ("1", Phase.RUNNING, None)
        ]
        assert cards[0].jobs[0].stand.phase is Phase.RUNNING
        assert cards[0].told == ()
        cards = reader(tmp_path).frame(at=START + 160).runs
        assert cards[0].told == (told,)
        assert reader(tmp_path).frame(at=START).runs == ()


async def test_attempts_are_merged_by_name(tmp_path: Path):
    async with opened(tmp_path) as writer:
        one = run(1)
        jobs = (job(1, one, "build"), job(2, one, "test", FAILED), job(3, one, "test", DONE, attempt=2))
        told = Told(place="h/p", run="1", job="2", summary="of the first attempt")
        await put(writer, one, jobs=jobs, told=(told,))
        (card,) = await writer.aside(read_ci.shown)
        assert [(found.name, found.id) for found in card.jobs] == [("build", "1"), ("test", "3")]
        assert card.told == ()


async def test_what_usually_and_what_passed_before(tmp_path: Path):
    async with opened(tmp_path) as writer:
        runs = [run(n, took=took) for n, took in enumerate((10.0, 30.0, 20.0), 1)]
        jobs = tuple(job(n, one) for n, one in enumerate(runs, 1))
        broken = run(9, FAILED)
        await put(writer, *runs, broken, run(10, name="other"), jobs=(*jobs, job(9, broken, stand=FAILED)))
        cards = {card.run.id: card for card in await writer.aside(read_ci.shown)}
        assert cards["9"].usual == 20.0
        passing = await writer.aside(lambda conn: read_ci.passing(conn, cards["9"].jobs[0]))
        assert [one.id for one in passing] == ["3", "2", "1"]
        assert await writer.aside(lambda conn: read_ci.passing(conn, job(2, runs[1]))) == passing[2:]


async def test_a_baseline_with_its_time(tmp_path: Path):
    async with opened(tmp_path) as writer:
        assert await writer.aside(lambda conn: read_ci.baseline(conn, "p / CI")) == (0.0, b"")
        await writer.write([("ci", Batch(passed=(Passed(job="p / CI", branch="", time=START, baseline=b"x"),)))])
        assert await writer.aside(lambda conn: read_ci.baseline(conn, "p / CI")) == (START, b"x")


async def test_orders_are_open_until_they_end(tmp_path: Path):
    order = Order(id=3, place="h/p", what="retry", who="ada", asked=START, run="1", attempt=2)
    async with opened(tmp_path) as writer:
        await writer.aside(lambda conn: write_ci.order(conn, order))
        assert await writer.aside(read_ci.orders) == (order,)
        seen = replace(order, seen=True)
        await writer.aside(lambda conn: write_ci.order(conn, seen))
        assert await writer.aside(read_ci.orders) == (seen,)
        await writer.aside(lambda conn: write_ci.order(conn, replace(seen, outcome="success"), START + 5))
        assert await writer.aside(read_ci.orders) == ()


async def test_news_and_progress_are_one_transaction(tmp_path: Path):
    async with opened(tmp_path) as writer:
        batch = Batch(ci=CiNews(runs=(run(1),)), progress=(Progress("h/p", b"seen"),))
        await writer.write([("ci", batch)])
        assert await writer.resume("ci") == {"h/p": b"seen"}
        assert await writer.aside(lambda conn: read_ci.named(conn, "h/p", "1")) is not None
        assert await writer.aside(lambda conn: read_ci.named(conn, "h/p", "2")) is None
        assert [one.id for one in await writer.aside(lambda conn: read_ci.since(conn, "h/p", START))] == ["1"]
