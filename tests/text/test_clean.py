import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.text.clean import BODY_LIMIT, LINE_LIMIT, clean, clean_body, clean_bytes, clean_lines

ESC = "\x1b"
SEQUENCES = st.sampled_from(
    [
        ESC,
        f"{ESC}[",
        f"{ESC}]",
        f"{ESC}P",
        f"{ESC}_",
        f"{ESC}\\",
        "\x9b",
        "\x9d",
        "\x07",
        "[31m",
        "m",
        "\r",
        "\n",
        ";",
        "?25",
    ]
)
HOSTILE = st.lists(
    st.one_of(SEQUENCES, st.text(max_size=4), st.characters(categories=["Cc", "Cf", "Mn", "Cs"])), max_size=40
)


def is_safe(text: str, allowed: str = "\t") -> bool:
    return not any(
        (unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and c not in allowed)
        or "\u202a" <= c <= "\u202e"
        or "\u2066" <= c <= "\u2069"
        or "\u200b" <= c <= "\u200f"
        or "\U000e0000" <= c <= "\U000e007f"
        or c in "\u061c\u2060\ufeff"
        for c in text
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text", "plain text"),
        ("a\tb", "a\tb"),
        (f"{ESC}[1;31mred{ESC}[0m", "red"),
        (f"{ESC}[38:2::1:2:3mcolour{ESC}[m", "colour"),
        (f"{ESC}[2J{ESC}[?25l{ESC}[10;20Hx", "x"),
        (f"a{ESC}]52;c;ZXZpbA==\x07b", "ab"),
        (f"a{ESC}]8;;http://x{ESC}\\link{ESC}]8;;{ESC}\\b", "alinkb"),
        (f"a{ESC}]0;title\x9cb", "ab"),
        (f"a{ESC}P+q544e{ESC}\\b", "ab"),
        (f"a{ESC}_apc{ESC}\\{ESC}^pm{ESC}\\{ESC}Xsos{ESC}\\b", "ab"),
        (f"{ESC}(B{ESC}=x{ESC}7{ESC}c", "x"),
        (f"a{ESC}[31", "a\u241b[31"),
        (f"a{ESC}]0;no end", "a\u241b]0;no end"),
        ("a\x9b31mb", "a\\x9b31mb"),
        ("\x00\x01\x07\x08\x0b\x0c\x0e\x7f", "\u2400\u2401\u2407\u2408\u240b\u240c\u240e\u2421"),
        ("one\ntwo\rthree", "one\u240atwo\u240dthree"),
        ("abc\u202edef", "abc\\u202edef"),
        ("\u2066\u2069\u200e\u200f\u061c", "\\u2066\\u2069\\u200e\\u200f\\u061c"),
        ("\u200b\u200c\u200d\u2060\ufeff", "\\u200b\\u200c\\u200d\\u2060\\ufeff"),
        ("\U000e0041", "\\U000e0041"),
        ("\u2028\u2029", "\\u2028\\u2029"),
        ("x\ud800y", "x\ufffdy"),
        ("e" + "\u0301" * 200, "e" + "\u0301" * 8),
        ("日本語 ünï 🎉 \ue0b0", "日本語 ünï 🎉 \ue0b0"),
        ("x [/foo] [bold", "x [/foo] [bold"),
        ("", ""),
    ],
)
def test_clean_follows_the_table(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_removed_sequence_does_not_join_marks_beyond_the_limit() -> None:
    assert clean("e" + "\u0301" * 6 + f"{ESC}[0m" + "\u0301" * 6) == "e" + "\u0301" * 8


def test_removing_a_sequence_never_makes_another() -> None:
    assert ESC not in clean(f"{ESC}{ESC}[0m[31mred")


@given(HOSTILE)
def test_clean_is_safe_and_idempotent(parts: list[str]) -> None:
    cleaned = clean("".join(parts))
    assert is_safe(cleaned)
    assert clean(cleaned) == cleaned


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_plain_text_is_left_alone(text: str) -> None:
    assert clean(text) == text


@given(st.binary(max_size=300), st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "latin-1"]))
def test_clean_bytes_takes_anything(raw: bytes, encoding: str) -> None:
    text = clean_bytes(raw, encoding)
    assert is_safe(text)
    assert clean(text) == text


@given(st.binary(max_size=3000), st.integers(40, 400))
def test_clean_body_is_safe_and_bounded(raw: bytes, limit: int) -> None:
    text = clean_body(raw, limit=limit)
    assert is_safe(text, "\t\n")
    assert len(text) <= limit + 60


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"line\r", "line"),
        (b"\xef\xbb\xbfline", "line"),
        (b"bad \xff\xfe utf", "bad \ufffd\ufffd utf"),
        (b" 10%\r 50%\r100%", "100%"),
        (b" 10%\r 50%\r100%\r", "100%"),
        (b"100%\r      \rdone", "done"),
        (b"100%\r      \r", "100%"),
        (b"\r\r", ""),
        (b"a\x00b", "a\u2400b"),
        (b"", ""),
    ],
)
def test_clean_bytes(raw: bytes, expected: str) -> None:
    assert clean_bytes(raw) == expected


def test_utf16_is_decoded_as_told() -> None:
    assert clean_bytes("\ufeffgrün\r".encode("utf-16-le"), "utf-16-le") == "grün"


def test_long_line_is_cut_and_told() -> None:
    text = clean_bytes(b"x" * (LINE_LIMIT + 1000))
    assert text == "x" * LINE_LIMIT + " +1000 bytes"


def test_the_cut_never_splits_a_character() -> None:
    text = clean_bytes(b"a" + "日".encode() * 10, limit=9)
    assert text == "a日日 +24 bytes"


def test_body_keeps_lines_and_tells_the_rest() -> None:
    assert clean_body(b"a\r\n\tb\n") == "a\n\tb"
    assert clean_body(b"12345678\n" * 4, limit=20) == "12345678\n12345678\n... +2 lines"


def test_body_of_one_endless_line_is_bounded() -> None:
    text = clean_body(b"y" * 300_000 + b"\nz")
    assert len(text) < BODY_LIMIT + 60
    assert text.endswith("... +1 lines")


@pytest.mark.parametrize(
    "unit", [f"{ESC}]", f"{ESC}P", f"{ESC}[", f"{ESC}[3", ESC, "\u0301", "\x9b", f"{ESC} ", f"{ESC}P{ESC}{ESC}", "\r "]
)
def test_cleaning_a_flood_comes_to_an_end(unit: str) -> None:
    """Quadratic time would take hours here and run into the time limit of every test."""
    flood = unit * (300_000 // len(unit))
    assert is_safe(clean(flood))
    assert is_safe(clean_bytes(flood.encode("utf-8", "surrogatepass"), limit=len(flood) * 4))


@given(
    st.lists(st.one_of(st.binary(max_size=40), st.sampled_from([b"plain", b"a\tb", b"x\r", b"1%\r2%", b"\xc3\xa9"])))
)
def test_lines_of_a_block_are_what_they_are_one_by_one(raws):
    block = b"\n".join(raws)
    assert clean_lines(block) == [clean_bytes(raw) for raw in block.split(b"\n")]


def test_a_line_too_long_is_cut_in_a_block_too():
    assert clean_lines(b"a\n" + b"x" * (LINE_LIMIT + 5))[1].endswith(" +5 bytes")
