"""What the scoreboard reads: counts of a span, made by the same writers as in life."""

import pytest

from console.model.batch import Batch, Sample, State
from console.model.command import CommandState
from console.model.event import Draft, Severity, Voice
from console.model.flow import Flow, FlowState, Stretch
from console.model.forecast import Forecast
from console.model.job import Ending, Job, JobState, Work
from console.model.source import Freshness, SourceState
from console.store import audit, habits, proofs, read_flow, write_jobs
from console.store.read_report import facts
from tests.store.support import START, Wall, opened

HOUR = 3600.0
DAY = (START, START + 24 * HOUR)


async def counted(writer, since=DAY[0], until=DAY[1]):
    return await writer.aside(lambda conn: facts(conn, since, until))


def ran(conn, at, argv, states):
    """A job whose attempts ended in these states, a minute each."""
    work = Work(argv=(argv,), cwd="/p")
    job, _ = write_jobs.add(conn, Job(id=0, work=work, title=argv, state=JobState.QUEUED, enqueued=at), "")
    for number, state in enumerate(states, 1):
        begun, now = at + 60 * number, at + 60 * number + 30
        write_jobs.begin(conn, job, number, begun)
        change = write_jobs.Change(job=job, state=state, finished=now if state.over else None)
        code = 0 if state is JobState.PASSED else 1
        write_jobs.end(conn, job, number, Ending(code=code, cause="exited", seconds=30.0), change, now)
    return job


async def test_an_empty_store_has_nothing(tmp_path):
    async with opened(tmp_path) as writer:
        found = await counted(writer)
    assert (found.attempts, found.streaks, found.checked, found.watched, found.course) == (0, 0, 0, (), ())


async def test_failures_in_a_row_are_one_streak_and_a_later_pass_of_the_command_ends_it(tmp_path):
    passed, failed, queued = JobState.PASSED, JobState.FAILED, JobState.QUEUED
    async with opened(tmp_path) as writer:
        await writer.aside(lambda conn: ran(conn, START, "test", [queued, passed]))
        await writer.aside(lambda conn: ran(conn, START + HOUR, "lint", [failed]))
        await writer.aside(lambda conn: ran(conn, START + 2 * HOUR, "lint", [failed]))
        await writer.aside(lambda conn: ran(conn, START + 3 * HOUR, "build", [failed]))
        await writer.aside(lambda conn: ran(conn, START + 4 * HOUR, "build", [passed]))
        found = await counted(writer)
        later = await counted(writer, START + 1.8 * HOUR, DAY[1])
    assert (found.attempts, found.streaks, found.recovered) == (6, 3, 2)
    assert (later.streaks, later.recovered) == (1, 1)


async def test_commands_are_counted_and_those_that_put_something_right_apart(tmp_path):
    async with opened(tmp_path) as writer:
        for name, state in (
            ("job.add", CommandState.DONE), ("job.retry", CommandState.DONE), ("job.retry", CommandState.REFUSED),
            ("fix.apply", CommandState.DONE),
        ):  # fmt: skip
            command = await writer.aside(lambda conn, n=name: audit.accept(conn, n, {}, "jk", START + 60))
            await writer.aside(lambda conn, c=command, s=state: audit.finish(conn, c.id, s, "", START + 61))
        found = await counted(writer)
        before = await counted(writer, START - HOUR, START)
    assert (found.commands, found.interventions) == (3, 2)
    assert before.commands == 0


async def test_acts_are_counted_by_their_kind(tmp_path):
    def draft(kind):
        return Draft(
            time=START + 5, source="git", kind=kind, voice=Voice.SKYSKRAPER, severity=Severity.INFO, text=kind,
            template=kind,
        )  # fmt: skip

    async with opened(tmp_path) as writer:
        drafts = tuple(map(draft, ("git.edit", "git.edit", "git.commit", "git.branch")))
        await writer.write([("git", Batch(events=drafts))])
        found = await counted(writer)
    assert (found.edits, found.commits) == (2, 1)


async def test_runs_that_were_spared_and_guesses_that_were_right(tmp_path):
    async with opened(tmp_path) as writer:
        job = await writer.aside(lambda conn: ran(conn, START, "test", [JobState.PASSED]))
        other = await writer.aside(lambda conn: ran(conn, START, "test", [JobState.PASSED]))
        await writer.aside(lambda conn: proofs.checked(conn, job, "d", None, START + 9))
        await writer.aside(lambda conn: proofs.checked(conn, other, "d", proofs.Proof(job, 30.0), START + 9))
        for number, outcome in ((job, habits.RIGHT), (other, habits.WRONG), (99, habits.STALE)):
            await writer.aside(lambda conn, n=number: habits.keep_guess(conn, n, "r", START + 9))
            await writer.aside(lambda conn, n=number, o=outcome: habits.judge(conn, n, o))
        found = await counted(writer)
    assert (found.checked, found.hits, found.saved) == (2, 1, 30.0)
    assert (found.guessed, found.right) == (2, 1)


@pytest.mark.parametrize(("gap", "spans"), [(30.0, 1), (300.0, 2)])
async def test_watching_goes_on_over_a_short_handover_only(tmp_path, gap, spans):
    wall = Wall()
    async with opened(tmp_path, wall) as writer:
        for freshness, seconds in ((Freshness.LIVE, HOUR), (Freshness.ERROR, gap), (Freshness.LIVE, HOUR)):
            await writer.set_source(SourceState("logs", freshness, wall.now, 1.0))
            wall.now += seconds
        await writer.write([("logs", Batch())])
        found = await counted(writer)
    assert len(found.watched) == spans
    assert found.watched[0][0] == pytest.approx(START, abs=1)


def warning(high):
    return Forecast(t=0.0, level=50.0, eta_s=600.0, low=300.0, high=high, warning=True)


async def test_a_warning_is_right_when_the_limit_was_met_in_the_time_it_named(tmp_path):
    wall = Wall()
    async with opened(tmp_path, wall) as writer:
        for series, top in (("memory.used", 96.0), ("disk:/", 60.0)):
            samples = tuple(
                Sample(START + minute * 60, series, top if minute > 10 else 50.0, "bytes", 100.0)
                for minute in range(0, 120, 2)
            )
            await writer.write([("machine", Batch(samples=samples))])
        both = {"memory.used": warning(900.0), "disk:/": warning(900.0)}
        for value in ({"memory.used": warning(900.0)}, both, both, None):
            await writer.write([("forecast", Batch(states=(State("forecast", "series", value),)))])
            wall.now += 60
        late = {"disk:/": warning(1e6)}
        await writer.write([("forecast", Batch(states=(State("forecast", "series", late),)))])
        found = await counted(writer)
    assert (found.warned, found.came) == (2, 1)


async def test_the_course_is_that_of_the_span(tmp_path):
    day = tuple(
        Stretch(state=FlowState.FLOWING, start=START + n * HOUR, end=START + (n + 1) * HOUR) for n in range(-2, 2)
    )
    async with opened(tmp_path) as writer:
        found = Flow(at=START, state=FlowState.FLOWING, since=START, score=1, reason="", timeline=day[2:])
        states = (State(read_flow.KIND, read_flow.BEFORE, day[:2]), State(read_flow.KIND, read_flow.NOW, found))
        await writer.write([("flow", Batch(states=states))])
        now, before = await counted(writer), await counted(writer, START - HOUR, START - 1)
    assert now.course == day[2:]
    assert before.course == ()
