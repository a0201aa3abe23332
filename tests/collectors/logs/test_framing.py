"""Blocks know where in the file each line is, whatever was left out or transcoded."""

import gzip
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from collectors.logs import inflate
from collectors.logs.content import is_binary, last_line_end, line_start
from collectors.logs.framing import find_newline, frame
from collectors.logs.longline import KEPT, LongLine
from collectors.logs.position import Kind, Position, ReadAt, at, decode, encode

RAW = st.lists(st.sampled_from([b"a", b"\n", b"\0", b"\r", b"\xff", b"\xef\xbb\xbf", b"xyz"]), max_size=40).map(
    b"".join
)


def reading(data: bytes) -> ReadAt:
    """Reads from memory as from a file."""
    return lambda offset, size: data[offset : offset + size]


@given(RAW, st.sampled_from([0, 7]))
def test_every_line_start_leads_back_to_the_file(raw: bytes, base: int) -> None:
    block = frame(raw, base, "utf-8")
    assert block.end == base + raw.rfind(b"\n") + 1
    position = 0
    for line in block.data.split(b"\n")[:-1]:
        place = block.place(position) - base
        assert raw[place : place + len(line) + 1] == line + b"\n"
        position += len(line) + 1
    assert block.place(len(block.data)) == block.end


@given(RAW)
def test_no_byte_but_holes_and_the_mark_is_left_out(raw: bytes) -> None:
    block = frame(raw, 0, "utf-8", final=True)
    assert block.data.replace(b"\0", b"") == raw.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"")


@given(st.lists(st.text("aä😀\r\u0a0a\u2028"), max_size=6), st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_utf16_lines_lead_back_to_the_file(lines: list[str], encoding: str) -> None:
    raw = "".join(f"{line}\n" for line in lines).encode(encoding)
    block = frame(raw + "rest".encode(encoding)[:-1], 100, encoding)
    position = place = 0
    for line in lines:
        assert block.place(position) == 100 + place
        position += len(line.encode()) + 1
        place += len((line + "\n").encode(encoding))
    assert block.data.decode() == "".join(f"{line}\n" for line in lines)
    assert block.end == 100 + len(raw)


@given(st.binary(max_size=60))
def test_arbitrary_utf16_keeps_its_length(raw: bytes) -> None:
    block = frame(raw, 4, "utf-16-le", final=True)
    assert block.end == 4 + (len(raw) - len(raw) % 2 if raw[1:] else 0)


def test_a_newline_in_utf16_is_found_at_whole_characters_only() -> None:
    data = "\u0a00\u000a\n".encode("utf-16-le")
    assert find_newline(data, "utf-16-le") == 4
    assert find_newline(b"\x00\n\x00", "utf-16-le") == 0


def test_a_long_line_keeps_its_beginning_and_counts_the_rest() -> None:
    data = b"\0" * 100 + b"x" * 3_000_000 + b"\nnext\n"
    block = LongLine(0, "utf-8").advance(reading(data), len(data))
    assert block is not None
    assert (block.data, block.omitted) == (b"x" * KEPT + b"\n", 3_000_000 - KEPT)
    assert (block.place(0), block.end) == (100, 100 + 3_000_001)


def test_a_long_progress_bar_keeps_its_last_state() -> None:
    data = b"".join(b"%7d %%\r" % n for n in range(300_000)) + b"done\n"
    block = LongLine(0, "utf-8").advance(reading(data), len(data))
    assert block is not None
    assert block.data == b"done\n"


def test_a_long_line_goes_on_where_it_stopped() -> None:
    data = b"y" * 40_000_000 + b"\n"
    line = LongLine(0, "utf-8")
    assert line.advance(reading(data[:20_000_000]), 20_000_000) is None
    assert line.advance(reading(data), len(data)) is None
    block = line.advance(reading(data), len(data))
    assert block is not None
    assert block.end == len(data)


def test_line_starts_and_ends() -> None:
    data = b"one\ntwo\nthr"
    read = reading(data)
    assert [line_start(read, n, len(data)) for n in (0, 1, 4, 5, 9)] == [0, 4, 4, 8, len(data)]
    assert last_line_end(read, len(data)) == 8
    assert last_line_end(reading(b"one"), 3) == 0


def test_what_is_text() -> None:
    assert is_binary(bytes(range(256)) * 4)
    assert is_binary(b"\x7fELF" + b"\0\1" * 500)
    assert not is_binary(b"\0" * 8000 + b"after a hole\n")
    assert not is_binary("\x1b[31mcoloured\x1b[0m ünïcödé\r\n".encode() * 50)
    assert not is_binary("\ufeffutf sixteen\n".encode("utf-16-le"))


@given(st.binary(max_size=3000), st.integers(0, 3000), st.binary(min_size=1, max_size=50))
def test_a_position_is_proved_by_its_content_and_by_what_was_added(data: bytes, offset: int, more: bytes) -> None:
    position = at(Position(path="p", lineage="p", generation=1), min(offset, len(data)), reading(data))
    assert decode(encode(position)) == position
    assert position.proved_by(reading(data + more))
    if position.offset:
        other = bytes([data[0] ^ 1]) + data[1:]
        assert not position.proved_by(reading(other))
        assert not position.proved_by(reading(data[: position.offset - 1]))


def test_kinds_are_stored_by_name() -> None:
    assert b'"settled"' in encode(Position(path="p", lineage="p", generation=1, kind=Kind.SETTLED))


def test_a_compressed_bomb_is_capped(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(inflate, "CAP", 3 * 1024 * 1024)
    path = tmp_path / "app.log.1.gz"
    path.write_bytes(gzip.compress(b"\0" * 20_000_000))
    with path.open("rb") as packed:
        survey = inflate.survey(packed.fileno(), 100)
    assert survey.length == 3 * 1024 * 1024
    assert "more than 3 MiB" in survey.problem
