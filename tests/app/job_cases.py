"""Tests of what a person can do about jobs, by action id."""

from tests.app.cases import case, connected
from tests.app.failure_cases import say
from tests.app.support import Bench
from tests.views.broken import broken

STORM = {"name": "storm"}


async def select(bench: Bench, number: int) -> None:
    """Put the cursor of pane 5 on a job."""
    await bench.press("5", "g")
    while bench.desk.pane.key != f"job {number}":
        await bench.press("j")


@case("act.retry", **STORM)
async def retry(bench):
    link = connected(bench)
    await bench.press("r")
    assert "no job is selected" in bench.note
    await select(bench, 4)
    await bench.press("r")
    assert link.commands == [("job.retry", {"job": 4})]
    await select(bench, 6)
    await bench.press("r")
    assert "once more to run it again" in bench.note
    assert len(link.commands) == 1
    await bench.press("enter")
    await bench.until(lambda: "what attempt 1 of job 6 printed" in bench.text, "the output")
    await bench.press("r")
    assert link.commands[-1] == ("job.retry", {"job": 6})


@case("job.run", **STORM)
async def run(bench):
    link = connected(bench)
    await say(bench, "job.run make -j2 lint")
    name, args = link.commands[0]
    assert name == "job.add"
    assert list(args["work"]["argv"]) == ["make", "-j2", "lint"]
    assert args["token"]


@case("job.cancel", "job.pause", **STORM)
async def cancel_and_pause(bench):
    link = connected(bench)
    await select(bench, 6)
    await say(bench, "job.pause")
    await say(bench, "job.cancel")
    await select(bench, 5)
    await say(bench, "job.pause")
    assert link.commands == [
        ("job.pause", {"job": 6}), ("job.cancel", {"job": 6}), ("job.resume", {"job": 5}),
    ]  # fmt: skip


@case("job.priority", **STORM)
async def priority(bench):
    link = connected(bench)
    await select(bench, 8)
    await say(bench, "job.priority")
    assert "higher goes first" in bench.note
    await say(bench, "job.priority 5")
    assert link.commands == [("job.edit", {"job": 8, "changes": {"priority": 5}})]


@case("group.set")
async def group(bench):
    link = connected(bench)
    await say(bench, "group.set builds")
    assert "0 holds" in bench.note
    await say(bench, "group.set builds 3")
    await say(bench, "group.set builds 0")
    assert link.commands == [
        ("group.set", {"group": "builds", "parallel": 3, "paused": False}),
        ("group.set", {"group": "builds", "paused": True}),
    ]


@case("breaker.hold", "breaker.reset", first=broken())
async def breakers(bench):
    link = connected(bench)
    await say(bench, "breaker.reset")
    assert "breaker.reset NAME" in bench.note
    await bench.press("5", "g", "enter")
    assert "5 of 6 calls failed" in bench.text
    await say(bench, "breaker.reset")
    await say(bench, "breaker.hold db.internal")
    assert link.commands == [
        ("breaker.reset", {"key": "registry.npmjs.org"}), ("breaker.hold", {"key": "db.internal"}),
    ]  # fmt: skip


@case("act.checkpoint")
async def checkpoint(bench):
    link = connected(bench)
    await bench.press("c")
    await say(bench, "act.checkpoint before the merge")
    assert [name for name, _ in link.commands] == ["checkpoint.take", "checkpoint.take"]
    assert [args["message"] for _, args in link.commands] == ["", "before the merge"]


@case("act.fix", **STORM)
async def fix(bench):
    link = connected(bench)
    await bench.press("x")
    assert "select a cluster or a failed job" in bench.note
    await bench.press("4", "x")
    assert "well done" in bench.text
    assert "nothing has run" in bench.text
    await bench.press("n", "enter")
    assert bench.note == "nothing was run"
    await say(bench, "act.fix 2")
    await bench.press("y", "enter")
    await select(bench, 4)
    await bench.press("x", "escape")
    assert link.commands == [
        ("fix.apply", {"cluster": 1, "suggestion": 1, "dry_run": True}),
        ("fix.apply", {"cluster": 1, "suggestion": 2, "dry_run": True}),
        ("fix.apply", {"cluster": 1, "suggestion": 2, "yes": True}),
        ("fix.apply", {"job": 4, "suggestion": 1, "dry_run": True}),
    ]


@case("pain.ack")
async def see_to_it(bench):
    link = connected(bench)
    await say(bench, "pain.ack")
    await say(bench, "pain.ack job:pytest")
    assert link.commands == [("pain.ack", {"scope": ""}), ("pain.ack", {"scope": "job:pytest"})]


@case("vsm")
async def system_view(bench):
    await bench.press("7")
    assert "no engine has reported on the whole yet" in bench.text
    await bench.press("7")
    assert "no engine has reported on the whole yet" not in bench.text


@case("where")
async def where(bench):
    await say(bench, "where")
    assert "nothing waits for you" in bench.text
    await bench.press("x")
    assert "nothing waits for you" not in bench.text
