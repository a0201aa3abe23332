"""The opened run of CI: its log, the search in it, the question before it is ended; and what is refused."""

from msgspec.structs import replace

from console.app.browser import opener
from console.model.command import Command, CommandState
from tests.app.cases import connected
from tests.app.ci_cases import FIRST, ordered, select
from tests.app.failure_cases import say
from tests.app.support import console
from tests.views.runs import place, with_ci


def answering(bench, outcome, state=CommandState.DONE):
    """An engine whose answer to every command is `outcome`."""
    link = connected(bench)

    async def command(name, args=None):
        link.commands.append((name, args))
        return Command(id=1, time=0.0, name=name, args=args or {}, who="jk", state=state, outcome=outcome)

    link.command = command
    return link


async def test_behind_enter_the_log_of_the_failed_job_is_fetched_and_searched(tmp_path):
    file = tmp_path / "log"
    file.write_text("\n".join(f"step {n}\x1b[2J" for n in range(200)) + "\nAKIA no\n")
    async with console(first=FIRST) as bench:
        link = answering(bench, str(file))
        await select(bench, "ci 12")
        await bench.press("enter")
        assert "ValueError: bad seed" in bench.text
        await bench.until(lambda: link.commands, "the order")
        assert link.commands == [("ci.log", {"run": 12, "job": "8"})]
        await bench.press("G")
        await bench.until(lambda: "step 199" in (bench.desk.detail.move_to(9999) or bench.text), "the log")
        await bench.press("slash", *"step", "space", "1", "enter")
        assert "step 1" in bench.text
        before = bench.desk.detail.cursor
        await bench.press("n")
        assert bench.desk.detail.cursor == before + 9
        await bench.press("N", "N")
        assert "no earlier match" in bench.note
        await bench.press("slash", "left_parenthesis", "enter")
        assert "not a pattern" in bench.note


async def test_a_log_that_cannot_be_fetched_says_why():
    async with console(first=FIRST) as bench:
        answering(bench, "the server says 403", CommandState.FAILED)
        await select(bench, "ci 12")
        await bench.press("enter")
        await bench.until(lambda: "the server says 403" in (bench.desk.detail.move_to(9999) or bench.text), "why")


async def test_a_running_log_is_fetched_again_only_where_the_server_gives_it_out(tmp_path):
    file = tmp_path / "log"
    file.write_text("begun\n")
    for can, fetched in ((("log",), 0), (("log", "follow"), 2)):
        async with console(first=with_ci(places=(place(can=can),))) as bench:
            link = answering(bench, str(file))
            await select(bench, "ci 13")
            await bench.press("enter")
            said = "begun" if fetched else "when the job is over"
            await bench.until(lambda said=said: said in bench.text, said)
            await bench.move(3.0)
            await bench.until(lambda n=fetched, link=link: len(link.commands) == n, f"{fetched} orders")
            await bench.press("escape")
            await bench.move(3.0)
            assert len(link.commands) == fetched


async def test_who_looks_at_the_end_of_a_log_sees_it_grow(tmp_path):
    file = tmp_path / "log"
    file.write_text("".join(f"line {n}\n" for n in range(99)))
    async with console(first=with_ci(places=(place(can=("log", "follow")),))) as bench:
        answering(bench, str(file))
        await select(bench, "ci 13")
        await bench.press("enter")
        await bench.until(lambda: "log of build" in bench.text, "the log")
        assert bench.desk.detail.cursor == 0
        await bench.press("G")
        assert "line 98" in bench.text
        file.write_text(file.read_text() + "and one more\n" * 3)
        await bench.move(3.0)
        await bench.until(lambda: "and one more" in bench.text, "the news")


async def test_a_run_is_ended_only_after_y():
    async with console(first=FIRST) as bench:
        link = connected(bench)
        await select(bench, "ci 12")
        await say(bench, "job.cancel")
        assert "is over: failure" in bench.note
        await select(bench, "ci 13")
        for answer in ("n", "escape", "y"):
            await say(bench, "job.cancel")
            await bench.press(*([answer] if answer == "escape" else [answer, "enter"]))
        await bench.until(lambda: ordered(link), "the order")
        assert link.commands == [("ci.cancel", {"run": 13})]


async def test_read_only_asks_nothing_of_a_server():
    async with console(first=FIRST, readonly=True) as bench:
        link = connected(bench)
        await select(bench, "ci 12")
        await bench.press("r", "R", "v", "enter")
        await bench.until(lambda: "not with --readonly" in (bench.desk.detail.move_to(9999) or bench.text), "why")
        assert link.commands == []


async def test_what_is_no_run_is_acted_on_as_before():
    async with console(first=FIRST) as bench:
        link = connected(bench)
        await select(bench, "job 4")
        await bench.press("r")
        assert link.commands == [("job.retry", {"job": 4})]


async def test_a_link_that_is_none_is_not_opened():
    runs = tuple(
        replace(card, run=replace(card.run, url="file:///etc/passwd")) if card.key == 12 else card
        for card in FIRST.runs
    )
    async with console(first=replace(FIRST, runs=runs)) as bench:
        await select(bench, "ci 12")
        await bench.press("B")
        assert "names no link" in bench.note


def test_a_browser_is_only_looked_for_where_the_screen_is_here(tmp_path):
    program = tmp_path / "xdg-open"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    here = {"DISPLAY": ":0", "PATH": str(tmp_path)}
    assert opener(here, macos=False) == str(program)
    assert opener(here | {"SSH_TTY": "/dev/pts/0"}, macos=False) == ""
    assert opener({"PATH": str(tmp_path)}, macos=False) == ""
