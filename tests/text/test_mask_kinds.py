from itertools import pairwise

import pytest

from console.text.mask import LIMIT, Kind, parts, template

SAMPLES = [
    (Kind.TIME, "2024-01-02T03:04:05.678Z"),
    (Kind.TIME, "Sat Jul  9 12:16:49 2005"),
    (Kind.TIME, "20/Nov/2026:18:13:01 +0000"),
    (Kind.TIME, "2024-01-02 03:04:05,678"),
    (Kind.TIME, "12:30:01.5"),
    (Kind.QUOTED, '"a b"'),
    (Kind.QUOTED, "'a b'"),
    (Kind.QUOTED, "`a b`"),
    (Kind.URL, "https://example.com/a?b=1#c"),
    (Kind.EMAIL, "jo.doe+x@mail.example.org"),
    (Kind.UUID, "123e4567-e89b-12d3-a456-426614174000"),
    (Kind.MAC, "00:1b:44:11:3a:b7"),
    (Kind.IP, "10.0.0.1"),
    (Kind.IP, "/10.0.0.1:50010"),
    (Kind.IP, "10.0.0.0/24"),
    (Kind.IP, "fe80::1:2:3"),
    (Kind.IP, "[::1]:22"),
    (Kind.HOST, "proxy.example.org:5070"),
    (Kind.HOST, "localhost:8080"),
    (Kind.PATH, "/var/log/app.log"),
    (Kind.PATH, "src/app/main.py:12:3"),
    (Kind.PATH, r"C:\Windows\winsxs\core.dll"),
    (Kind.PATH, "~/notes"),
    (Kind.HEX, "0xdeadBEEF"),
    (Kind.HEX, "3f786850e387550fdab8"),
    (Kind.DURATION, "1.5s"),
    (Kind.DURATION, "250ms"),
    (Kind.DURATION, "<1 sec"),
    (Kind.SIZE, "12.5KB"),
    (Kind.SIZE, "3GiB"),
    (Kind.NUMBER, "-42"),
    (Kind.NUMBER, "1,234.5"),
    (Kind.NUMBER, "33%"),
    (Kind.IDENTIFIER, "attempt_1445144423722_0020_m_000009_0"),
    (Kind.IDENTIFIER, "v1beta2"),
]


@pytest.mark.parametrize(
    ("before", "after"), [("", ""), ("is ", " now"), ("(", ")"), ("key=", ", next"), ("[", "]: end")]
)
@pytest.mark.parametrize(("kind", "sample"), SAMPLES)
def test_each_kind_is_found_whatever_stands_around_it(kind: Kind, sample: str, before: str, after: str) -> None:
    text = before + sample + after
    (part,) = [part for part in parts(text) if part.start <= len(before) < part.end]
    assert part.kind is kind
    assert sample.strip("[]") in text[part.start : part.end]
    assert not any(c.isdigit() for c in template(text))


@pytest.mark.parametrize("text", ["and/or", "don't do that", "a:b", "std::vector", "key=value", "N/A", "x.y", "-v"])
def test_words_are_no_variables(text: str) -> None:
    assert parts(text) == ()
    assert template(text) == text


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("error[E0308]: mismatched types in 3 places", "error[E0308]: mismatched types in <*> places"),
        ("a.ts(3,5): error TS2322: Type", "a.ts(<*>): error TS2322: Type"),
        ("x.cpp(12): warning C4996: strcpy", "x.cpp(<*>): warning C4996: strcpy"),
    ],
)
def test_the_code_of_an_error_is_kept(line: str, expected: str) -> None:
    assert template(line) == expected


def test_the_verb_of_a_request_is_kept() -> None:
    assert template('"GET /a HTTP/1.1" 200') == '"GET <*>" <*>'
    assert template('"POST /a HTTP/1.1" 200') == '"POST <*>" <*>'


def test_parts_do_not_overlap() -> None:
    text = "Sat Jul  9 12:16:49 2005 '/a/b' http://x.org/1 a@b.org 10.0.0.1:80 <3 ms in 0x1f"
    found = parts(text)
    assert len(found) >= 7
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize("unit", ["a", "/", "_", "0,", "@", '\\"', "a.", "a_", ":", "0:", "'", "-", "a/", "[", "<0"])
def test_hostile_lines_take_no_time(unit: str) -> None:
    assert template(unit * 100_000).count("<*>") <= LIMIT
    assert len(parts(unit * 100_000)) <= LIMIT
