"""A storm with runs on CI servers: of the commit that is checked out, of others, failed, running and slow."""

from msgspec.structs import replace

from console.model.ci import Card, CiJob, Outcome, Phase, PlaceState, Run, Sight, Stand, Step, Told
from console.model.frame import Frame
from console.model.source import Freshness
from tests.views import frames

PLACE = "forge.example/ada/flow"
HEAD = "9f3c2d1e5a7b" + "0" * 28
FAILED = Stand(Phase.FINISHED, Outcome.FAILURE, "failure")
PASSED = Stand(Phase.FINISHED, Outcome.SUCCESS, "success")
RUNNING = Stand(Phase.RUNNING, None, "in_progress")


def failed_run() -> Card:
    """A run of the checked-out commit in which a test job failed."""
    run = Run(
        place=PLACE, id="91", name="tests", number="41", stand=FAILED, created=frames.NOW - 600.0, branch="main",
        commit=HEAD, who="ada", event="push", attempt=2, title="Cut the frame in half", started=frames.NOW - 590.0,
        finished=frames.NOW - 190.0, url="https://forge.example/ada/flow/runs/91",
    )  # fmt: skip
    steps = (
        Step(number=1, name="checkout", stand=PASSED, started=frames.NOW - 500, finished=frames.NOW - 498),
        Step(number=2, name="pytest", stand=FAILED, started=frames.NOW - 498, finished=frames.NOW - 200),
    )
    jobs = (
        CiJob(
            place=PLACE, run="91", id="7", name="lint", stand=PASSED, started=frames.NOW - 590,
            finished=frames.NOW - 560,
        ),
        CiJob(
            place=PLACE, run="91", id="8", name="unit", stand=FAILED, attempt=2, started=frames.NOW - 500,
            finished=frames.NOW - 200, runner="builder-3", steps=steps,
        ),
    )  # fmt: skip
    told = Told(
        place=PLACE, run="91", job="8", lines=("E   ValueError: bad seed", "tests/db.py:7: ValueError"), line=812,
        summary="ValueError: bad seed", basis="compared with 2 passing runs", category="test", confidence=0.9,
        tests=("tests/db.py::test_seed",),
    )  # fmt: skip
    return Card(key=12, run=run, jobs=jobs, told=(told,), usual=130.0)


def running_run() -> Card:
    """A run of another branch that has no jobs so far and runs as long as usual."""
    run = Run(
        place=PLACE, id="92", name="nightly", stand=RUNNING, created=frames.NOW - 60.0, branch="topic", commit="1" * 40,
        who="bob", started=frames.NOW - 50.0,
    )  # fmt: skip
    job = CiJob(place=PLACE, run="92", id="20", name="build", stand=RUNNING, started=frames.NOW - 50.0)
    return Card(key=13, run=run, jobs=(job,), usual=60.0)


def passed_run(key: int) -> Card:
    """A run of an older commit that passed."""
    run = Run(
        place=PLACE, id=str(key), name="tests", number=str(key), stand=PASSED, created=frames.NOW - 9_000.0 - key,
        branch="main", commit="2" * 40, who="ada", started=frames.NOW - 8_990.0, finished=frames.NOW - 8_860.0,
    )  # fmt: skip
    return Card(key=key, run=run, usual=130.0)


def place(freshness: Freshness = Freshness.LIVE, detail: str = "", can: tuple[str, ...] = ("log",)) -> PlaceState:
    """The server, as its runs can be believed."""
    return PlaceState(
        place=PLACE, kind="github", sights=(Sight(kind="runs", freshness=freshness, detail=detail),), can=can
    )


def with_ci(frame: Frame | None = None, **fields: object) -> Frame:
    """A frame (default: the storm) with runs."""
    can = ("log", "retry", "retry failed", "retry job", "cancel", "trigger")
    cards = (running_run(), failed_run(), *map(passed_run, (5, 4, 3, 2)))
    return replace(frame or frames.storm(), **({"runs": cards, "places": (place(can=can),)} | fields))
