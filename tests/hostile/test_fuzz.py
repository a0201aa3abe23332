"""Any bytes at the doors of the program: no exception, no control byte out, bounded, linear."""

import asyncio
import json
import os
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.logs.names import base, label
from console import link
from console.engine.server import LinkServer
from console.link.client import Link
from console.model.command import Command, CommandState
from console.model.lines import ASCII, UNICODE
from console.model.settings import LogFormat
from console.model.source import Health
from console.text.clean import clean
from console.text.mask import template
from console.text.redact import redact_text
from console.text.scan import Scanner, ScanState
from console.text.timestamps import TimeReader
from console.text.width import cells, clip
from tests.e2e.sequences import foreign

PIECES = (
    *(b"ERROR", b"error:", b" W0102", b"CRITICAL", b"panic:", b"FAILED", b"<3>", b'{"level":"error","ts":', b"}"),
    *(b"2026-01-01T00:00:00Z", b"Jan  1 00:00:00", b"[01/Jan/2026:00:00:00 +0000]", b"1735689600.123", b"0000-00-00"),
    *(b"Traceback (most recent call last):\n", b'  File "x.py", line 1, in y\n', b"ValueError: x\n", b"Caused by:"),
    *(b"at a.b(C.java:1)\n", b"Out of memory: Killed process", b"99999999999999999999", b"2026-13-45T99:99:99"),
    *(b"\n", b"\r\n", b"\r", b"\0", b"\xff\xfe", b"\x1b[31m", b"\x9b2J", b"\xe2\x80\xae", b"\xf0\x9f\x92\xa5"),
    *(b"-", b":", b" ", b"\t", b"::1"),
)
LINES = st.lists(st.sampled_from(PIECES) | st.binary(max_size=12), max_size=60).map(b"".join)
ANY = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
SCANNER = Scanner()
MINE = LogFormat("mine", r"^(?P<time>\S+) (?P<level>\w+)", "%Y-%m-%d", {"w": "warning"})
MY_SCANNER = Scanner((MINE,))
NOW = 1_767_225_600.0


@ANY
@given(LINES)
def test_the_scanner_takes_any_block(block: bytes) -> None:
    scan = SCANNER.scan(block, ScanState(), NOW, final=True)
    assert scan.consumed == len(block)
    assert scan.lines == block.count(b"\n") + (bool(block) and not block.endswith(b"\n"))
    assert sum(scan.counts.values()) == scan.lines
    for record in scan.records:
        assert 0 <= record.start <= record.headline[0] <= record.headline[1] <= record.end <= len(block)
        text = clean(block[slice(*record.headline)].decode("utf-8", "replace"))
        assert foreign(template(redact_text(text)).replace("\t", " ").encode()) == []


@ANY
@given(LINES)
def test_the_scanner_with_a_format_of_the_user(block: bytes) -> None:
    scan = MY_SCANNER.scan(block, ScanState(), NOW, final=True)
    assert sum(scan.counts.values()) == scan.lines


@ANY
@given(LINES)
def test_any_time_is_a_believable_one_or_none(line: bytes) -> None:
    stamp = TimeReader().find(line, NOW)
    assert stamp is None or -(2**40) < stamp.time < 2**40


@ANY
@given(st.text(max_size=300) | LINES.map(lambda data: data.decode("utf-8", "surrogateescape")))
def test_any_text_comes_out_clean_and_in_its_room(text: str) -> None:
    shown = clean(text)
    assert foreign(shown.replace("\t", " ").encode()) == []
    assert clean(shown) == shown
    for glyphs in (UNICODE, ASCII):
        for room in (0, 1, 2, 7, 80):
            assert cells(clip(shown, room, glyphs.ellipsis)) <= room


@ANY
@given(st.binary(max_size=200))
def test_any_file_name_is_shown_clean(name: bytes) -> None:
    path = os.fsdecode(name)
    assert foreign(label(path).replace("\t", " ").encode()) == []
    assert base(path) or not path


@pytest.mark.parametrize("unit", PIECES)
def test_memory_and_work_stay_in_proportion(unit: bytes) -> None:
    block = (unit * (300_000 // len(unit)))[:300_000] + b"\n"
    tracemalloc.start()
    begun = time.process_time()
    SCANNER.scan(block, ScanState(), NOW, final=True)
    spent, most = time.process_time() - begun, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 200 * len(block)
    assert spent < 60, "a bound that only quadratic work passes"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A link server in a thread of its own."""
    path = str(folder / "s")
    loop = asyncio.new_event_loop()

    async def execute(name: str, args: dict[str, object], who: str) -> Command:
        return Command(id=1, time=NOW, name=name, args=args, who=who, state=CommandState.DONE)

    def health() -> Health:
        return Health(
            updated=NOW, pid=1, started=NOW, version="0", cpu=0, rss=1, pss=1, lag=0, bytes_per_s=0, lines_per_s=0
        )

    server = LinkServer(path, 1, execute, health)
    loop.run_until_complete(server.start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield path
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        loop.close()


GREETING = link.line(link.Greeting())
REQUESTS = st.one_of(
    st.binary(max_size=200),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
            ("id", "command", "args", "who", "health", "watching", "protocol")), inner, max_size=5),
        max_leaves=12,
    ).map(lambda value: json.dumps(value).encode() + b"\n"),
)  # fmt: skip


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(REQUESTS, max_size=5), st.booleans())
def test_the_engine_takes_anything_on_its_socket(tmp_path: Path, sent: list[bytes], greets: bool) -> None:
    with served(tmp_path) as path:
        with socket.socket(socket.AF_UNIX) as hostile:
            hostile.settimeout(20)
            hostile.connect(path)
            try:
                hostile.sendall((GREETING if greets else b"") + b"".join(sent))
                hostile.shutdown(socket.SHUT_WR)
                while hostile.recv(65536):
                    pass
            except (BrokenPipeError, ConnectionResetError):
                pass
        reply = link.ask(path, link.Request(id=7, command="still.there", who="test"))[1]
        assert reply is not None
        assert reply.command is not None
        assert reply.command.name == "still.there"


def test_a_line_beyond_a_megabyte_costs_the_sender_its_connection(tmp_path: Path) -> None:
    with served(tmp_path) as path:
        with socket.socket(socket.AF_UNIX) as hostile:
            hostile.settimeout(20)
            hostile.connect(path)
            try:
                hostile.sendall(GREETING + b"x" * (3 * link.MAX_LINE))
                while hostile.recv(65536):
                    pass
            except (BrokenPipeError, ConnectionResetError):
                pass
        assert link.ask(path, link.Request(id=1, health=True))[1] is not None


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(REQUESTS, max_size=4), st.booleans())
async def test_whoever_asks_survives_an_engine_that_talks_nonsense(
    tmp_path: Path, sent: list[bytes], greets: bool
) -> None:
    async def nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write((GREETING if greets else b"") + b"".join(sent))
        await writer.drain()
        writer.close()

    path, refused = str(tmp_path / "n"), 0
    async with await asyncio.start_unix_server(nonsense, path):
        try:
            await asyncio.to_thread(link.ask, path, link.Request(id=1, health=True), 5)
        except link.LinkError:
            refused += 1
        try:
            connected = await Link.connect(path)
        except link.LinkError:
            refused += 1
            return
        async for _ in connected.changes():
            pass
        await connected.close()
    assert refused <= 2
