"""Tests of what a person can do about runs of CI, by action id."""

from msgspec.structs import replace

from console.model.ci import Outcome, Phase, Stand
from tests.app.cases import case, connected
from tests.app.failure_cases import say
from tests.app.support import Bench
from tests.views.runs import with_ci

FIRST = with_ci()
OVER = Stand(Phase.FINISHED, Outcome.SUCCESS)


async def select(bench: Bench, key: str) -> None:
    """Put the cursor of pane 5 on a run."""
    await bench.press("5", "g")
    while bench.desk.pane.key != key:
        await bench.press("j")


def ordered(link) -> list:
    """What was asked of the servers, logs aside."""
    return [(name, args) for name, args in link.commands if name != "ci.log"]


@case("ci.retry_failed", first=FIRST)
async def retry(bench):
    link = connected(bench)
    await bench.press("R")
    assert "no run of CI is selected" in bench.note
    await select(bench, "ci 12")
    await bench.press("R", "r")
    await say(bench, "act.retry unit")
    await select(bench, "ci 5")
    await bench.press("r")
    assert "once more to run it again" in bench.note
    await bench.press("r")
    await bench.until(lambda: len(ordered(link)) == 4, "four orders")
    assert [name for name, _ in link.commands] == ["ci.retry"] * 4
    assert [(args["run"], args["job"], args["failed"]) for _, args in link.commands] == [
        (12, "", True), (12, "", False), (12, "unit", False), (5, "", False),
    ]  # fmt: skip


@case("ci.watch", first=FIRST)
async def watch(bench):
    link = connected(bench)
    await bench.press("v")
    assert "tests #41 is over: failure" in bench.note
    await select(bench, "ci 13")
    await bench.press("v")
    await bench.until(lambda: ordered(link) == [("ci.watch", {"run": 13})], "the order")
    frame = bench.desk.frame
    runs = tuple(
        replace(card, run=replace(card.run, stand=OVER, finished=1.0)) if card.key == 13 else card
        for card in frame.runs
    )
    bench.feed.live = bench.desk.frame = replace(frame, runs=runs)
    await bench.move(1.0)
    await bench.until(lambda: "nightly on topic is over: ✔ ok" in bench.note, "the news")


@case("ci.browse", first=FIRST, env={"SSH_TTY": "/dev/pts/1", "DISPLAY": ":0"})
async def browse(bench):
    sent = []
    bench.app.write_terminal = sent.append
    await select(bench, "ci 13")
    await bench.press("B")
    assert "names no link" in bench.note
    await select(bench, "ci 12")
    await bench.press("B")
    await bench.until(lambda: "the link is copied" in bench.note, "the copy")
    assert sent[-1].startswith("\x1b]52;c;")


@case("ci.trigger", first=FIRST)
async def trigger(bench):
    link = connected(bench)
    await say(bench, "ci.trigger")
    assert "ci.trigger NAME" in bench.note
    await say(bench, "ci.trigger nightly.yml")
    await select(bench, "ci 12")
    await say(bench, "ci.trigger nightly.yml topic")
    await bench.until(lambda: len(link.commands) == 2, "two orders")
    assert [args for _, args in link.commands] == [
        {"name": "nightly.yml", "ref": "main", "place": "", "inputs": {}},
        {"name": "nightly.yml", "ref": "topic", "place": "forge.example/ada/flow", "inputs": {}},
    ]
