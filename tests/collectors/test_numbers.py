"""Numbers of one's own: what is read from a command, and what is told when it cannot be."""

import asyncio
import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.numbers.collector import NumberCollector
from collectors.numbers.reading import number, read
from collectors.processes.procfs import read_stat
from console.model.batch import Batch
from console.model.clock import SystemClock
from console.model.settings import ForecastSettings
from tests.collectors.sources_support import wait_for

ENV = {"PATH": os.environ.get("PATH", "")}


def script(code: str) -> tuple[str, ...]:
    return (sys.executable, "-I", "-S", "-c", code)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        (b"81\n", 81),
        (b"used: 81% of 100", 81),
        (b"-1.5e3", -1500),
        (b"a nan inf 7", 7),
        (b"", None),
        (b"\0\xff x", None),
    ],
)
def test_the_first_number_counts(printed, value):
    assert number(printed) == value


@given(st.binary(max_size=200))
def test_any_output_is_a_number_or_none(printed):
    found = number(printed)
    assert found is None or isinstance(found, float)


async def test_a_command_is_read(tmp_path):
    code = "import os, sys; print(len(os.environ), os.getcwd()); sys.stdout.write('x' * 3_000_000)"
    assert (await read(script(code), str(tmp_path), ENV, 20.0)).value >= 1


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("/none/of/that",), "cannot be run"), (script("raise SystemExit(3)"), "ended with 3"),
        (script("print('\\x1b[31mred')"), "printed no number"),
    ],
)  # fmt: skip
async def test_what_gives_no_number_says_why(tmp_path, argv, words):
    found = await read(argv, str(tmp_path), ENV, 20.0)
    assert found.value is None
    assert words in found.problem
    assert "\x1b" not in found.problem


CHILD = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open("pid", "w").write(str(child.pid))
child.wait()
"""


async def test_what_does_not_end_is_ended_with_its_children(tmp_path):
    found = await read(script(CHILD), str(tmp_path), ENV, 3.0)
    assert "did not end" in found.problem
    child = int((tmp_path / "pid").read_text())

    def gone() -> bool:
        stat = read_stat(child)
        return stat is None or stat.state == "Z"

    wait_for(gone)


async def test_samples_and_problems_are_told(tmp_path):
    own = (
        ForecastSettings(name="up", command=script("print(3)"), limit=10.0),
        ForecastSettings(name="down", command=script("print(4)"), limit=1.0, direction="down", every_s=5),
        ForecastSettings(name="bad", command=("/none/of/that",), limit=1.0),
    )
    told: list[Batch] = []
    done = asyncio.Event()

    async def emit(batch: Batch) -> None:
        told.append(batch)
        if len(told) == 3:
            done.set()

    collector = NumberCollector(own, SystemClock(), str(tmp_path), ENV)
    assert collector.interval == 5
    task = asyncio.create_task(collector.run(emit, {}))
    async with asyncio.timeout(60):
        await done.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    samples = {one.series: (one.value, one.limit) for batch in told for one in batch.samples}
    assert samples == {"number:up": (3.0, 10.0), "number:down": (4.0, None)}
    (state,) = (one for batch in told for one in batch.states)
    assert "cannot be run" in state.value["bad"]
