"""Tests of what a person can do about clusters, by action id."""

import sys
from unittest.mock import patch

from msgspec.structs import replace

from console.model.failure import Place
from tests.app.cases import case, connected, typed
from tests.app.support import Bench
from tests.views import frames

PLACE = Place(file="app/db.py", line=42, function="connect")
STORM = {"name": "storm"}


async def say(bench: Bench, words: str) -> None:
    """Type a command line."""
    await bench.press("colon")
    await typed(bench, words)
    await bench.press("enter")


@case("act.ack", **STORM)
async def acknowledge(bench):
    await bench.press("4", "a")
    assert "needs a running engine" in bench.note
    link = connected(bench)
    await bench.press("a", "j", "m", "j", "m")
    await say(bench, "act.ack tracked in 88")
    assert link.commands == [
        ("cluster.ack", {"cluster": 1, "note": ""}),
        ("cluster.ack", {"cluster": 2, "note": "tracked in 88"}),
        ("cluster.ack", {"cluster": 3, "note": "tracked in 88"}),
    ]
    assert not bench.desk.marked
    link.commands.clear()
    await bench.press("j", "a")
    assert link.commands == [("cluster.unack", {"cluster": 4})]


@case("act.undo")
async def undo(bench):
    link = connected(bench)
    await bench.press("u")
    assert link.commands == [("cluster.undo", {})]
    assert bench.note == "cluster.undo: well done"


@case("cluster.rename", **STORM)
async def rename(bench):
    link = connected(bench)
    await say(bench, "cluster.rename the resolver")
    assert "no cluster is selected" in bench.note
    await bench.press("4")
    await say(bench, "cluster.rename the resolver")
    await bench.press("enter")
    await say(bench, "cluster.rename")
    assert [args["name"] for _, args in link.commands] == ["the resolver", ""]


@case("cluster.mute", "cluster.resolve", **STORM)
async def turned_on_and_off(bench):
    link = connected(bench)
    await bench.press("4")
    await say(bench, "cluster.mute")
    await say(bench, "cluster.resolve")
    await bench.press("G")
    await say(bench, "cluster.mute")
    await bench.press("k")
    await say(bench, "cluster.resolve")
    assert [(name, args["cluster"]) for name, args in link.commands] == [
        ("cluster.mute", 1),
        ("cluster.resolve", 1),
        ("cluster.unmute", 5),
        ("cluster.reopen", 6),
    ]


@case("cluster.merge", **STORM)
async def merge(bench):
    link = connected(bench)
    await bench.press("4")
    await say(bench, "cluster.merge")
    assert "mark the clusters to merge" in bench.note
    await bench.press("j", "m", "j", "m", "k", "k")
    await say(bench, "cluster.merge")
    await say(bench, "cluster.merge 6")
    assert link.commands == [
        ("cluster.merge", {"cluster": 2, "into": 1}),
        ("cluster.merge", {"cluster": 3, "into": 1}),
        ("cluster.merge", {"cluster": 6, "into": 1}),
    ]


@case("cluster.split", **STORM)
async def split(bench):
    link = connected(bench)
    await bench.press("4")
    await say(bench, "cluster.split")
    assert "splits off" in bench.note
    bench.feed.dossiers[1] = frames.dossier()
    await bench.press("enter")
    await say(bench, "cluster.split 3")
    assert "fingerprints 1 to 2" in bench.note
    await say(bench, "cluster.split 2")
    assert link.commands == [("cluster.split", {"cluster": 1, "fingerprint": "m2:0001"})]


@case("cluster.explain", **STORM)
async def explain(bench):
    link = connected(bench)
    await bench.press("4")
    await say(bench, "cluster.explain")
    assert link.commands == [("cluster.explain", {"cluster": 1})]


@case("edit", **STORM)
async def edit(bench, tmp=None):
    ran = []

    async def run_program(argv):
        ran.append(list(argv))
        return 3

    bench.app.run_program = run_program
    await bench.press("4", "o")
    assert "app/db.py is not a file of this machine" in bench.note
    here = Place(file=__file__, line=7)
    found = replace(bench.desk.frame.clusters[0], where=here)
    bench.desk.frame = replace(bench.desk.frame, clusters=(found, *bench.desk.frame.clusters[1:]))
    bench.desk.setup = replace(bench.desk.setup, env={"EDITOR": f"{sys.executable} -x"})
    await bench.press("o")
    assert ran == [[sys.executable, "-x", "+7", __file__]]
    assert "exit code 3" in bench.note
    await bench.press("j", "o")
    assert "no place in the code" in bench.note


@case("similar", **STORM)
async def similar(bench):
    line = '{"cluster": 9, "title": "timeout reading <*>", "likeness": 0.7, "ended": "resolved by jk", "total": 4}'
    with patch("console.launch.verb", lambda *_: [sys.executable, "-c", f"print({line!r})"]):
        await bench.press("4")
        await say(bench, "similar")
        await bench.until(lambda: "resolved by jk" in bench.text, "what was found")
        assert "4 times" in bench.text
        assert "70%  #9" in bench.text
    with patch("console.launch.verb", lambda *_: [sys.executable, "-c", "raise SystemExit('no store')"]):
        await bench.press("escape")
        await say(bench, "similar disk full")
        await bench.until(lambda: "no store" in bench.note, "the reason")
