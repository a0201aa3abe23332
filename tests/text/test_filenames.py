"""A path is shown as safe text, and found again by what is shown."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.text import excerpt
from console.text.filenames import display, find

NAMES = [
    b"plain.log",
    b"caf\xe9.log",
    b"bad\xff\nname.log",
    "grün.log".encode(),
    b"back\\xff.log",
    b"tab\there",
    "zero\u200bwidth".encode(),
    b"\x9b31m.log",
    b"[brackets].log",
    b"ghp_" + b"a1B2" * 9,
    b"\x1b[31mred.log",
    b"\x1b\x80",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_found_by_its_display(tmp_path: Path, name: bytes) -> None:
    folder = os.fsencode(tmp_path) + b"/deep\xfe\x01er"
    os.mkdir(folder)
    path = os.fsdecode(folder + b"/" + name)
    Path(path).write_text("one\ntwo\n")
    shown = display(path)
    assert json.loads(json.dumps(shown)).encode().decode() == shown
    assert shown.isprintable() or "\t" in shown
    assert find(shown) == path
    assert [text for _, text in excerpt.read(shown, 4, 1, 1).lines] == ["one", "two"]


def test_the_literal_name_goes_first(tmp_path: Path) -> None:
    literal, bytewise = tmp_path / "a\\xff", tmp_path / os.fsdecode(b"a\xff")
    bytewise.write_text("bytes\n")
    assert find(str(literal)) == str(bytewise)
    literal.write_text("literal\n")
    assert find(str(literal)) == str(literal)


def test_what_is_not_there_stays_what_it_is(tmp_path: Path) -> None:
    for shown in (f"{tmp_path}/no\\xff", f"{tmp_path}/no\\xff/deeper", "", "\\xff", "/", "a\0b\\", "/no\\xff/" * 3000):
        assert find(shown) == shown
    assert excerpt.read(f"{tmp_path}/no\\xff", 0).note == "the file is gone"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(min_size=1, max_size=30).filter(lambda name: not set(name) & set(b"/\0") and name not in (b".", b".."))
)
def test_every_name_the_kernel_takes(tmp_path: Path, name: bytes) -> None:
    path = os.fsencode(tmp_path) + b"/" + name
    Path(os.fsdecode(path)).write_text("x\n")
    try:
        assert display(find(display(os.fsdecode(path)))) == display(os.fsdecode(path))
        assert os.path.lexists(find(display(os.fsdecode(path))))
    finally:
        os.unlink(path)
