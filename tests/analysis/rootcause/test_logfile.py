import gzip

import pytest

from console.analysis.rootcause.logfile import load
from console.text.clean import LINE_LIMIT


def write(folder, data):
    path = folder / "job.log"
    path.write_bytes(data)
    return str(path)


def test_lines_are_numbered_as_in_an_editor_whatever_the_carriage_returns(tmp_path):
    log = load(write(tmp_path, b"one\r\ntwo 10%\rtwo 100%\nthree\r\n\nfive"))
    assert log.lines == ["one", "two 100%", "three", "", "five"]


def test_colours_and_control_characters_are_gone(tmp_path):
    assert load(write(tmp_path, b"\x1b[31merror\x1b[0m: a\x07b\n")).lines == ["error: a\u2407b"]


def test_gzipped_files_are_read_and_damaged_ones_as_far_as_they_go(tmp_path):
    whole = gzip.compress(b"".join(b"line %d\n" % n for n in range(5000)))
    assert len(load(write(tmp_path, whole)).lines) == 5000
    cut = load(write(tmp_path, whole[: len(whole) // 2]))
    assert cut.lines[0] == "line 0"
    assert "cut off" in cut.note


def test_half_a_character_and_zero_bytes_do_no_harm(tmp_path):
    assert load(write(tmp_path, b"\xe2\x9c\nnul\0byte\n")).lines == ["\ufffd", "nul\u2400byte"]


def test_of_a_line_without_end_only_the_beginning_is_kept(tmp_path):
    log = load(write(tmp_path, b"a\n" + b"x" * (5 * LINE_LIMIT) + b"\nb\n"))
    assert len(log.lines) == 3
    assert len(log.lines[1]) <= LINE_LIMIT + 32
    assert log.lines[2] == "b"


def test_of_a_file_too_large_the_end_is_kept_and_the_rest_counted(tmp_path):
    log = load(write(tmp_path, b"".join(b"line %d\n" % n for n in range(1000))), limit=7400)
    assert log.lines[-1] == "line 999"
    assert log.skipped + len(log.lines) == 1000
    assert str(log.skipped) in log.note


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(OSError, match=r"job\.log"):
        load(str(tmp_path / "job.log"))


def test_utf16_is_recognised_by_its_mark(tmp_path):
    assert load(write(tmp_path, "one\r\ntw\xf6\n".encode("utf-16"))).lines == ["one", "tw\xf6"]


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_lines_are_whole_wherever_blocks_end(tmp_path, monkeypatch, ending):
    monkeypatch.setattr("console.analysis.rootcause.logfile.BLOCK", 7)
    data = ending.join(b"line %d" % n for n in range(50))
    assert load(write(tmp_path, data)).lines == [f"line {n}" for n in range(50)]
    assert load(write(tmp_path, data + ending)).lines == [f"line {n}" for n in range(50)]
