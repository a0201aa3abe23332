"""The helper of the user's own: asked with redacted evidence, bounded, its answer an opinion, its cost visible."""

import sys
from pathlib import Path

import pytest

from console.bus import Channel
from console.config import Trust, load
from console.engine.commands import RefusedError
from console.engine.explain import Explainer
from console.engine.helper import MOST_BYTES, HelperError, run
from console.model.command import Command, CommandState
from console.model.settings import ExplainSettings
from console.store.writer import Committed, Writer
from tests.engine.test_study import Clock
from tests.store.catalogue import failing
from tests.store.support import START, opened, reader


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-I", "-c", code)


ECHO = python("import sys; print('I think: ' + sys.stdin.read())")


def explainer(writer: Writer, folder: Path, command: tuple[str, ...] = ECHO, per_day: int = 2) -> Explainer:
    news = Channel[Committed]("committed", 100)
    news.subscribe("test")
    settings = ExplainSettings(command=command, timeout_s=30, per_day=per_day)
    return Explainer(writer, news, settings, Clock(), str(folder))


async def ask(writer: Writer, room: Explainer, cluster: object = 1) -> str:
    """Ask as the engine does: written down before, and after."""
    accepted = await writer.accept("cluster.explain", {"cluster": cluster}, "me")
    command = Command(
        id=accepted.id, time=START, name="cluster.explain", args={"cluster": cluster}, who="me",
        state=CommandState.ACCEPTED,
    )  # fmt: skip
    try:
        outcome = await room.table()["cluster.explain"](command)
    except RefusedError:
        await writer.finish(accepted.id, CommandState.REFUSED, "")
        raise
    await writer.finish(accepted.id, CommandState.DONE, outcome)
    return outcome


async def test_the_answer_is_an_opinion_and_the_cost_is_told(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        await writer.write(failing("a", body="a broke\n  at db.py"))
        room = explainer(writer, tmp_path)
        assert room.notices == ()
        assert "1 of 2 runs today" in await ask(writer, room)
        assert "1 of 2 runs today" in room.notices[0]
    dossier = reader(tmp_path).dossier(1)
    assert dossier is not None
    assert dossier.opinion.startswith("I think: failure: a broke")
    assert "  at db.py" in dossier.opinion


async def test_a_day_has_so_many_runs(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        await writer.write(failing("a"))
        room = explainer(writer, tmp_path)
        await ask(writer, room)
        await ask(writer, room)
        with pytest.raises(RefusedError, match="2 times today"):
            await ask(writer, room)


async def test_what_it_says_is_cleaned_and_redacted(tmp_path: Path) -> None:
    say = python("print('\\x1b[31mred\\x07 token ghp_' + 'a1B2' * 9 + '\\n' + 'y' * 20000)")
    async with opened(tmp_path) as writer:
        await writer.write(failing("a"))
        await ask(writer, explainer(writer, tmp_path, say))
    dossier = reader(tmp_path).dossier(1)
    assert dossier is not None
    assert "\x1b" not in dossier.opinion
    assert "a1B2" not in dossier.opinion
    assert len(dossier.opinion) < 9000


@pytest.mark.parametrize(
    ("code", "words"),
    [("raise SystemExit(3)", "exit code 3"), ("print()", "said nothing"), ("import os; os.kill(os.getpid(), 9)", "-9")],
)
async def test_a_helper_that_fails_is_told(tmp_path: Path, code: str, words: str) -> None:
    async with opened(tmp_path) as writer:
        await writer.write(failing("a"))
        with pytest.raises(HelperError, match=words):
            await ask(writer, explainer(writer, tmp_path, python(code)))


async def test_without_a_helper_or_a_cluster_it_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path) as writer:
        await writer.write(failing("a"))
        with pytest.raises(RefusedError, match="no helper"):
            await ask(writer, explainer(writer, tmp_path, ()))
        for cluster in (9, "x", None):
            with pytest.raises(RefusedError, match="cluster"):
                await ask(writer, explainer(writer, tmp_path), cluster)


async def test_it_is_ended_when_its_time_is_up(tmp_path: Path) -> None:
    endless = python("import time\nwhile True: time.sleep(1)")
    with pytest.raises(HelperError, match=r"more than 0\.3 s"):
        await run(endless, b"x" * 1_000_000, str(tmp_path), 0.3)


async def test_a_helper_that_never_stops_talking_is_cut(tmp_path: Path) -> None:
    said = await run(python("while True: print('y' * 1000)"), b"", str(tmp_path), 30)
    assert (len(said.output), said.cut) == (MOST_BYTES, True)


async def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(HelperError, match="no-such-program"):
        await run(("no-such-program",), b"", str(tmp_path), 5)


def test_a_project_that_was_not_trusted_runs_nothing(tmp_path: Path) -> None:
    (tmp_path / "kontrapunkt.toml").write_text('[explain]\ncommand = ["sh", "-c", "true"]\n')
    loaded = load(str(tmp_path), trust=Trust(str(tmp_path / "trust")))
    assert loaded.settings.explain.command == ()
    assert any("explain.command" in problem.text() for problem in loaded.problems)
