"""Files as plain UTF-8 bytes."""

import bz2
import gzip
import lzma
import random
from contextlib import suppress
from io import BytesIO

import pytest

from console.text.plain import DAMAGED, no_text, plain

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


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_text_is_known_without_a_mark(codec):
    text = "2026-01-02 10:00:00 Fehler: Datenträger voll\n" * 200
    assert plain(BytesIO(text.encode(codec))).read().decode() == text


@pytest.mark.parametrize("codec", ["utf-32-le", "utf-32-be"])
def test_utf32_by_its_mark_is_recoded(codec):
    assert plain(BytesIO(("\ufeff" + TEXT).encode(codec))).read().decode() == TEXT


@pytest.mark.parametrize("hole", [b"\0" * 100_000 + b"text\n", b"a\0b\0c\n" + b"text\n" * 99])
def test_a_hole_in_a_log_is_no_encoding(hole):
    assert plain(BytesIO(hole)).read() == hole


def test_what_is_no_text_is_told_with_a_remedy():
    chance = random.Random(4)
    assert "binary" in no_text(plain(BytesIO(chance.randbytes(100_000))))
    assert "xzcat" in no_text(plain(BytesIO(lzma.compress(TEXT.encode()))))
    assert "bzcat" in no_text(plain(BytesIO(bz2.compress(TEXT.encode()))))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"a",
        TEXT.encode(),
        gzip.compress(TEXT.encode(), mtime=0),
        TEXT.encode("utf-16"),
        "Datenträger voll\n".encode("latin-1"),
        "ディスクがいっぱいです\n".encode("shift-jis"),
        b"\x1b[31mred\x1b[0m\r\n" * 50,
        b"\0" * 5000 + b"text\n",
        b"10%\x08\x08\x0820%\r\n",
    ],
)
def test_text_in_any_encoding_is_text(text):
    assert no_text(plain(BytesIO(text))) == ""
