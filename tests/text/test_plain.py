"""Files as plain UTF-8 bytes."""

import gzip
from contextlib import suppress
from io import BytesIO

import pytest

from console.text.plain import DAMAGED, plain

TEXT = "Collecting things\nerror: no such file: 'tënder'\n\N{PILE OF POO}\n"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_utf16_by_its_mark_is_recoded(codec, pack):
    marked = TEXT if codec == "utf-16" else "\ufeff" + TEXT
    assert plain(BytesIO(pack(marked.encode(codec)))).read().decode() == TEXT


def test_half_a_character_at_the_end_of_utf16():
    assert plain(BytesIO("\ufeffab".encode("utf-16-le") + b"\x3d")).read().decode() == "ab\N{REPLACEMENT CHARACTER}"


def test_a_lone_surrogate_stops_nothing():
    read = plain(BytesIO(b"\xff\xfe" + b"a\x00" + b"\x00\xd8" + b"b\x00" * 100_000)).read().decode()
    assert read.startswith("a")
    assert read.endswith("b" * 1000)


@pytest.mark.parametrize("data", [b"", b"\xff", b"plain\x00\xff\xfe bytes", b"\x1f"])
def test_other_bytes_are_left_alone(data):
    assert plain(BytesIO(data)).read() == data


def test_of_damaged_data_everything_before_can_be_read():
    whole = b"".join(b"%d\n" % n for n in range(100_000))
    stream = plain(BytesIO(gzip.compress(whole)[:-20_000]))
    read = bytearray()
    with suppress(*DAMAGED):
        while piece := stream.read1(4096):
            read += piece
    assert len(read) > len(whole) // 2
    assert whole.startswith(bytes(read))


def test_packed_data_of_a_few_bytes():
    with pytest.raises(DAMAGED):
        plain(BytesIO(b"\x1f\x8b\x08")).read()
