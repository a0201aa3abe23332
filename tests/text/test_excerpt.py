import gzip
import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from console.text.excerpt import PENDING, WINDOW, read


def lines_file(tmp_path: Path, count: int = 100, name: str = "app.log") -> Path:
    path = tmp_path / name
    data = b"".join(b"line %03d\n" % n for n in range(count))
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def texts(path: Path, offset: int, before: int = 2, after: int = 2, length: int = 0) -> list[str]:
    return [text for _, text in read(str(path), offset, before, after, length=length).lines]


def test_lines_around_an_offset(tmp_path: Path) -> None:
    excerpt = read(str(lines_file(tmp_path)), 50 * 9, 2, 3)
    assert [text for _, text in excerpt.lines] == [f"line {n:03d}" for n in range(48, 54)]
    assert excerpt.lines[excerpt.index] == (450, "line 050")
    assert excerpt.note == ""


def test_the_edges_of_the_file(tmp_path: Path) -> None:
    path = lines_file(tmp_path, 5)
    assert texts(path, 0) == ["line 000", "line 001", "line 002"]
    assert texts(path, 36) == ["line 002", "line 003", "line 004"]
    assert texts(path, 9, 0, 0) == ["line 001"]


def test_a_record_of_several_lines(tmp_path: Path) -> None:
    assert texts(lines_file(tmp_path), 90, 1, 1, length=27) == [f"line {n:03d}" for n in (9, 10, 11, 12, 13)]


def test_compressed_file(tmp_path: Path) -> None:
    path = lines_file(tmp_path, 60_000, "app.log.1.gz")
    excerpt = read(str(path), 50_000 * 10 - 1000 * 0, 1, 1)
    assert excerpt.note != "the compressed file is damaged"
    assert len(excerpt.lines) == 3


def test_damaged_compressed_file(tmp_path: Path) -> None:
    path = lines_file(tmp_path, 1000, "a.gz")
    path.write_bytes(path.read_bytes()[:-20])
    excerpt = read(str(path), 90, 1, 1)
    assert excerpt.note == "the compressed file is damaged"
    path.write_bytes(b"not gzip")
    assert read(str(path), 0).note == "the compressed file is damaged"


def test_the_end_of_a_damaged_file_is_not_there(tmp_path: Path) -> None:
    path = lines_file(tmp_path, 10, "a.gz")
    assert read(str(path), 5000).note == "the file is shorter now"


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    path = lines_file(tmp_path)
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "dangling").symlink_to("nowhere")
    assert read(str(tmp_path / "gone"), 0).note == "the file is gone"
    assert read(str(tmp_path / "dangling"), 0).note == "the file is gone"
    assert read(str(path), 100_000).note == "the file is shorter now"
    assert read(str(path), 900).note == "the file is shorter now"
    assert read(str(path), -5).note == "the file is shorter now"
    assert read(str(tmp_path / "fifo"), 0).note == "not a regular file"
    assert read(str(tmp_path), 0).note == "not a regular file"
    assert read("/dev/zero", 0).note == "not a regular file"
    assert read("a\0b", 0).note
    assert "no line begins" in read(str(path), 454).note


def test_text_is_cleaned_and_redacted(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    path.write_bytes(b"a\x1b]52;c;eA==\x07b\r\npassword=hunter2\n\xff\xfe\n")
    assert texts(path, 0, 0, 5) == ["ab", "password=[redacted:generic-api-key]", "\ufffd\ufffd"]


def test_a_key_that_begins_outside_is_redacted(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    body = "aB3dE5gH7jK9mN1p" * 4
    path.write_text("-----BEGIN PRIVATE KEY-----\n" + f"{body}\n" * 30 + "-----END PRIVATE KEY-----\n")
    assert set(texts(path, 28 + 65 * 15)) == {"[redacted:private-key]"}


def test_utf16_file(tmp_path: Path) -> None:
    path = tmp_path / "w.log"
    for encoding in ("utf-16-le", "utf-16-be"):
        path.write_bytes("\ufeffone\r\nzwei Ċ grün\r\nthree\r\n".encode(encoding))
        excerpt = read(str(path), 12, 5, 5)
        assert [text for _, text in excerpt.lines] == ["one", "zwei Ċ grün", "three"]
        assert excerpt.index == 1
        assert excerpt.note == ""


def test_a_huge_line_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "big.log"
    path.write_bytes(b"first\n" + b"x" * 2_000_000 + b"\nlast\n")
    excerpt = read(str(path), 6)
    assert excerpt.lines[excerpt.index][0] == 6
    assert sum(len(text) for _, text in excerpt.lines) < WINDOW
    assert texts(path, 2_000_007, 0, 0) == ["last"]


def test_a_file_without_newline_at_its_end(tmp_path: Path) -> None:
    path = tmp_path / "n.log"
    path.write_bytes(b"one\ntwo")
    assert texts(path, 4, 1, 1) == ["one", "two"]


@given(st.binary(max_size=400), st.integers(-3, 500), st.integers(-2, 5), st.integers(-2, 5), st.integers(-5, 100))
def test_anything_can_be_asked(raw: bytes, offset: int, before: int, after: int, length: int) -> None:
    descriptor = os.memfd_create("excerpt")
    try:
        os.write(descriptor, raw)
        excerpt = read(f"/proc/self/fd/{descriptor}", offset, before, after, length=length)
    finally:
        os.close(descriptor)
    assert excerpt.lines or excerpt.note
    assert not any("\x1b" in text or "\n" in text for _, text in excerpt.lines)


def test_a_last_line_without_its_end_is_told_where_it_is_shown(tmp_path: Path) -> None:
    path = lines_file(tmp_path, 50)
    with path.open("ab") as log:
        log.write(b"half a li")
    assert read(str(path), 48 * 9, 1, 5).note == PENDING
    assert read(str(path), 48 * 9, 1, 5).lines[-1][1] == "half a li"
    assert read(str(path), 10 * 9, 1, 5).note == ""
    assert read(str(path), 5, 1, 60).note == "the file has changed: no line begins at this place"


def test_the_end_of_the_window_is_not_the_end_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    path.write_bytes(b"x" * 99 + b"\n" + b"y" * 2 * WINDOW + b"\n")
    assert read(str(path), 0).note == ""


def test_an_unfinished_line_of_two_byte_characters(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    path.write_bytes(b"\xff\xfe" + "one\ntwo\n".encode("utf-16-le"))
    assert read(str(path), 2).note == ""
    path.write_bytes(b"\xff\xfe" + "one\ntw".encode("utf-16-le"))
    assert read(str(path), 0).note == PENDING
