"""A cut never leaves a part of a secret: every rule, the cut at every place in the secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.text.clean import BODY_LIMIT, LINE_LIMIT, clean_bytes
from console.text.cut import OVERLAP, safe_body, safe_lines
from console.text.redact import redact_text, redact_to
from tests.text.test_redact import ASSIGNED, PEM, SECRETS

EXAMPLES = [(rule, f"key {secret} end", secret) for rule, secret in SECRETS] + [
    (rule, line.format(secret), secret) for rule, line, secret in ASSIGNED
]


def shows(text: str, secret: str) -> bool:
    """Whether more of a secret is left than its beginning, which is the same in every one of its kind."""
    size, first = (8, 4) if len(secret) >= 16 else (5, 0)
    return any(secret[at : at + size] in text for at in range(first, len(secret) - size + 1))


@pytest.mark.parametrize(("rule", "line", "secret"), EXAMPLES)
def test_a_secret_across_any_cut_is_replaced_whole(rule: str, line: str, secret: str) -> None:
    begin = line.index(secret)
    for end in range(len(line) + 1):
        text = redact_to(line, end)
        assert not shows(text, secret), end
        assert (f"[redacted:{rule}]" in text) == (end > begin)


@pytest.mark.parametrize(("rule", "line", "secret"), EXAMPLES)
def test_a_secret_across_the_end_of_a_line(rule: str, line: str, secret: str) -> None:
    begin = line.index(secret)
    for into in (1, len(secret) // 2, len(secret) - 1):
        raw = ("x" * (LINE_LIMIT - begin - into - 1) + " " + line + " tail" * 2000).encode()
        (text,) = safe_lines([raw])
        assert not shows(text, secret)
        assert text.endswith(f"[redacted:{rule}] +{len(raw) - LINE_LIMIT} bytes")


@pytest.mark.parametrize(("rule", "line", "secret"), EXAMPLES)
def test_a_secret_across_the_end_of_what_was_read(rule: str, line: str, secret: str) -> None:
    """Of a line longer than a read no more than 68 KiB are at hand; the rest was left out."""
    begin = line.index(secret)
    for into in (1, len(secret) // 2, len(secret) - 1):
        raw = ("x" * (LINE_LIMIT - begin - into - 1) + " " + line).encode().ljust(LINE_LIMIT + OVERLAP, b" ")
        (text,) = safe_lines([raw], omitted=1000)
        assert not shows(text, secret)
        assert text.endswith(f" +{OVERLAP + 1000} bytes")
        assert f"[redacted:{rule}]" in text


@pytest.mark.parametrize(("rule", "line", "secret"), EXAMPLES)
def test_a_secret_across_the_end_of_a_body(rule: str, line: str, secret: str) -> None:
    begin = line.index(secret)
    for into in (1, len(secret) // 2, len(secret) - 1):
        body = "y" * (BODY_LIMIT - begin - into - 1) + " " + line + " z" * 9000
        assert not shows(safe_body(body.encode()), secret)
        lines = "head\n" + "y" * (BODY_LIMIT - 5 - begin - into - 1) + " " + line + "\nmore\nlines"
        assert not shows(safe_body(lines.encode()), secret)


def test_a_private_key_across_the_end_of_a_body() -> None:
    for into in range(0, len(PEM), 7):
        body = "y" * (BODY_LIMIT - into - 1) + "\n" + PEM + "\nlast"
        text = safe_body(body.encode())
        assert not any(line in text for line in PEM.split("\n")[1:-1])
        assert len(text) <= BODY_LIMIT + 60


def test_short_lines_are_what_they_were() -> None:
    raws = [b"plain", b"\xff\xfe", b"10%\r20%", "grün".encode(), b"\x1b[31mred\x1b[0m", b"password=hunter2"]
    assert safe_lines(raws) == [redact_text(clean_bytes(raw)) for raw in raws]
    assert safe_lines([b"x" * LINE_LIMIT]) == ["x" * LINE_LIMIT]
    assert safe_lines([b"short"], omitted=7) == ["short +7 bytes"]


def test_lines_of_a_body_are_counted() -> None:
    body = "\n".join(f"line {n:04}" for n in range(5000))
    text = safe_body(body.encode())
    *kept, told = text.split("\n")
    assert kept == body.split("\n")[: len(kept)]
    assert told == f"... +{5000 - len(kept)} lines"
    assert safe_body(b"a\nb\n") == "a\nb"


@given(st.text(max_size=60), st.text(max_size=60), st.integers(0, 140))
def test_the_beginning_of_what_is_redacted_whole(before: str, after: str, end: int) -> None:
    text = f"{before} password=hunter2secret {after}"
    short, whole = redact_to(text, end), redact_text(text)
    assert whole.encode("utf-8", "replace").decode().startswith(short)
    if end >= len(text):
        assert short == whole
