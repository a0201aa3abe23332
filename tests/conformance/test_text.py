"""Cases 24 to 32: lines that come in pieces, odd line ends and encodings, records of several lines, what is no text."""

import codecs
import json
import time

import pytest

from collectors.logs.names import label
from collectors.logs.position import Kind
from console.model.event import Event
from console.text import excerpt
from tests.conformance.bench import Bench
from tests.conformance.written import Line, Log
from tests.conftest import eventually

pytestmark = pytest.mark.engine

MiB = 1024 * 1024
PAUSE_S = 0.5
TRACEBACK = (
    "Traceback (most recent call last):",
    '  File "app.py", line 3, in <module>',
    "    main()",
    '  File "app.py", line 2, in main',
)


def test_24_partial_last_line(bench: Bench) -> None:
    bench.start()
    log = bench.log("app.log")
    for _ in range(3):
        log.write()
        log.begin()
        bench.agrees()
        end = time.monotonic() + PAUSE_S
        while time.monotonic() < end:
            assert bench.oracle.problems() == []
        log.finish()
    bench.proves()


def test_24_pending_line_is_shown(bench: Bench) -> None:
    """What is not finished is told with its source and in the excerpt, and is neither counted nor stored."""
    bench.start()
    log = bench.log("deep/app.log")
    log.here.parent.mkdir()
    log.write()
    log.begin()
    bench.agrees()
    eventually(lambda: "pending in deep/app.log" in logs_detail(bench), what="the source tells the pending line")
    assert excerpt.read(str(log.here), 0).note == excerpt.PENDING
    assert bench.oracle.problems() == []
    log.finish()
    bench.proves()
    eventually(lambda: logs_detail(bench) == "", what="nothing is pending any more")
    assert excerpt.read(str(log.here), 0).note == ""


def logs_detail(bench: Bench) -> str:
    sources = json.loads(bench.run("show", "health", "--json", check=None).stdout)["sources"]
    return next(source["detail"] for source in sources if source["name"] == "logs")


def test_25_partial_line_across_restart(bench: Bench) -> None:
    bench.start()
    log = bench.log("app.log")
    log.write()
    log.begin()
    bench.agrees()
    bench.crash()
    bench.start()
    bench.agrees()
    log.finish()
    bench.agrees()
    log.begin()
    bench.agrees()
    bench.crash()
    log.finish()
    log.write()
    bench.start()
    bench.proves()


@pytest.mark.parametrize("how", ["rotated", "deleted", pytest.param("closed", marks=pytest.mark.full)])
def test_26_final_line_without_newline(bench: Bench, how: str) -> None:
    bench.start()
    log = bench.log("app.log")
    log.write(2)
    log.begin()
    bench.agrees()
    log.finish(end=b"")
    if how == "rotated":
        log.move(bench.project / "app.log.1")
        bench.log("app.log").write()
    elif how == "deleted":
        log.delete()
    log.offset = sum(len(f"{line.text}\n") for line in log.content.notable) - 1
    log.close()
    bench.proves(seconds=90)


def test_27_crlf(bench: Bench) -> None:
    bench.start()
    log = bench.log("app.log")
    log.write(5, plain=2, end=b"\r\n")
    bench.agrees()
    log.write(5, end=b"\r\n")
    bench.proves()


def test_27_crlf_split_across_reads(bench: Bench) -> None:
    bench.start()
    log = bench.log("app.log")
    log.write()
    for _ in range(3):
        log.begin()
        log.finish(end=b"\r")
        log.content.total -= 1
        line = log.content.notable.pop()
        bench.agrees()
        log.put(b"\n", 1)
        log.content.notable.append(line)
    bench.proves()


def test_27_lone_cr_progress_bar(bench: Bench) -> None:
    bench.start()
    log = bench.log("app.log")
    log.write()
    for percent in range(0, 100, 20):
        log.put(b"".join(b"\rbuilding %d%% of 1000 units" % percent for _ in range(50)), 0)
        bench.agrees()
    log.put(b"\rbuilt\n", 1)
    place = log.place
    log.put(b"\rbuilding 10%\rERROR unit 7 cannot be built\n", 1, [(0, "ERROR unit 7 cannot be built")])
    assert log.content.notable[-1].offset == place
    bench.proves()


def test_28_empty_lines(bench: Bench) -> None:
    bench.start()
    log = bench.log("app.log")
    log.put(b"\n" * 17, 17)
    log.write(2)
    log.put(b"\n\r\n  \n\n", 4)
    log.write()
    log.put(b"\n" * 3, 3)
    bench.proves()


def text(*lines: str) -> bytes:
    """Lines as they are in a file."""
    return "".join(f"{line}\n" for line in lines).encode()


def stored(bench: Bench, log: Log, kind: str) -> list[Event]:
    """The events of one kind that came from a log."""
    return [e for e in bench.oracle.stored.events() if e.kind == kind and e.attrs["file"] == label(str(log.here))]


def test_29_multiline_traceback_with_pauses_and_interleaved_writers(bench: Bench) -> None:
    bench.start()
    one, two = bench.log("one.log"), bench.log("two.log")
    for number in range(4):
        for log in (one, two):
            log.put(text(*TRACEBACK[:2]), 2, [(0, f"ValueError: {log.here.name} {number}")])
        end = time.monotonic() + PAUSE_S
        while time.monotonic() < end:
            assert len(bench.texts()) == 1 + 4 * number
        for log in (two, one):
            log.put(text(*TRACEBACK[2:], f"ValueError: {log.here.name} {number}", "the unit goes on"), 4)
            log.write()
            log.put(text("the unit goes on"), 1)
        bench.agrees()
    bench.proves()
    for log in (one, two):
        bodies = [event.attrs["body"] for event in stored(bench, log, "log.traceback")]
        assert [len(body.splitlines()) for body in bodies] == [5] * 4


def test_29_multiline_traceback_restart_in_the_middle(bench: Bench) -> None:
    bench.start()
    log = bench.log("app.log")
    for number in range(3):
        log.write()
        bench.seen(log)
        log.put(text("the unit goes on", *TRACEBACK[:3]), 4, [(17, f"ValueError: again {number}")])
        bench.crash()
        log.put(text(*TRACEBACK[3:], f"ValueError: again {number}", "the unit goes on"), 3)
        bench.start()
    log.write()
    bench.proves()
    assert [len(event.attrs["body"].splitlines()) for event in stored(bench, log, "log.traceback")] == [5] * 3


@pytest.mark.parametrize(("frames", "width"), [(2000, 20), (100, 4000)], ids=["500-lines", "256-KiB"])
def test_29_multiline_record_has_limits(bench: Bench, frames: int, width: int) -> None:
    bench.start()
    log = bench.log("app.log")
    frame = f'  File "{"x" * width}.py", line 3, in f'
    log.put(text(TRACEBACK[0], *[frame] * frames, "the unit goes on"), frames + 2, [(0, TRACEBACK[0])])
    log.write()
    bench.agrees()
    (found,) = stored(bench, log, "log.traceback")
    assert found.attrs["length"] <= 256 * 1024
    assert found.attrs["body"].count("\n") < 500
    bench.proves()


def test_29_traceback_that_never_ends_is_stored_after_two_seconds(bench: Bench) -> None:
    bench.start()
    log = bench.log("app.log")
    log.put(text(*TRACEBACK), len(TRACEBACK), [(0, TRACEBACK[0])])
    bench.proves()


def test_30_invalid_utf8(bench: Bench) -> None:
    bench.start()
    log = bench.log("app.log")
    log.put(b"ERROR caf\xe9 \xff\xfe burnt\n", 1, [(0, "ERROR caf\ufffd \ufffd\ufffd burnt")])
    log.write()
    log.put(b"\xc3\x28 ok\n\xf0\x9f\x92 passed\n", 2)
    log.write()
    bench.proves()


def test_30_utf8_split_at_buffer_edge(bench: Bench) -> None:
    bench.start()
    log = bench.log("app.log")
    bench.pause()
    for shift in range(4):
        text = f"ERROR {'æøå' * 10}€𝄞 number {shift}"
        edge = MiB * (shift + 1) - len("ERROR æøå".encode()) - shift
        fill = edge - log.place
        log.put(b"x" * (fill - 1) + b"\n", 1)
        log.put(text.encode() + b"\n", 1, [(0, text)])
    bench.go_on()
    bench.proves()


def test_30_utf8_bom(bench: Bench) -> None:
    bench.start()
    log = bench.log("app.log")
    log.put(codecs.BOM_UTF8 + b"ERROR first\n", 1, [(3, "ERROR first")])
    log.write(2)
    bench.proves()


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_30_utf16le_be_bom(bench: Bench, name: str) -> None:
    bench.start()
    log = bench.log("app.log")
    log.put(codecs.BOM_UTF16_LE if name == "utf-16-le" else codecs.BOM_UTF16_BE, 0)
    for number in range(40):
        text = f"ERROR ਊ𝄞 number {number}"
        data = f"{text}\nunit {number} passed\r\n".encode(name)
        half = len(data) // 2 | 1
        log.put(data[:half], 0, [(0, text)])
        log.put(data[half:], 2)
        log.offset = log.place
        if number % 10 == 0:
            bench.seen(log)
    bench.proves()


def test_31_nul_and_binary(bench: Bench) -> None:
    bench.start()
    log = bench.log("app.log")
    log.put(b"ERROR a\x00b burnt\n", 1, [(0, "ERROR a␀b burnt")])
    log.write()
    binary = bench.log("core.log")
    binary.followed = False
    binary.put(bytes(range(256)) * 64, 0)
    bench.agrees()
    binary.put(b"ERROR unit 1 failed\n", 0)
    bench.proves()
    offered = [event for event in bench.oracle.stored.events() if event.kind == "log.binary"]
    assert [event.attrs["file"] for event in offered] == [str(binary.path)]
    position = bench.oracle.stored.position(binary.here)
    assert position is not None
    assert position.kind is Kind.BINARY


def test_32_line_100mb_no_newline(bench: Bench) -> None:
    bench.start()
    log = bench.log("app.log")
    log.write(10, plain=1000)
    bench.agrees()
    before = int(bench.status()["VmRSS"].split()[0])
    head, size, place = b"ERROR the line is long ", 100 * MiB, log.place
    log.put(head + b"x" * (MiB - len(head)), 0)
    for _ in range(size // MiB - 1):
        log.put(b"x" * MiB, 0)
    log.put(b"\n", 1)
    log.write()
    bench.seen(log)
    after = int(bench.status()["VmHWM"].split()[0])
    assert after - before < 32 * 1024
    found = [event for event in bench.oracle.stored.notable() if event.attrs["offset"] == place]
    assert len(found) == 1
    assert found[0].text.startswith("ERROR the line is long xxx")
    assert found[0].text.endswith(f" +{size - 64 * 1024} bytes")
    log.content.notable.insert(-1, Line(found[0].text, place))
    bench.proves()
