import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.text.mask import LIMIT, template, templates


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Started job 12", "Started job <*>"),
        ("2024-01-02 03:04:05,678 INFO up", "<*> INFO up"),
        ("2024-01-02T03:04:05.678+01:00 INFO up", "<*> INFO up"),
        ("[2024-01-02 03:04:05] up", "<*> up"),
        ("Jan  2 03:04:05 host app[123]: up", "<*> host app[<*>]: up"),
        ("[Sun Dec 04 04:47:44 2005] [error] x", "<*> [error] x"),
        ("at 2024-01-02T03:04:05Z done", "at <*> done"),
        ("took 1.5s, 20 ms, 33%", "took <*>, <*> ms, <*>"),
        ("from 10.0.0.1:8080 and [::1]:22 and fe80::1:2:3", "from <*> and <*> and <*>"),
        ("id 123e4567-e89b-12d3-a456-426614174000 end", "id <*> end"),
        ("commit 3f786850e387550fdab836ed7e6dc881de23001b", "commit <*>"),
        ("addr 0xdeadBEEF", "addr <*>"),
        ("open /var/log/app.log: no such file", "open <*>: no such file"),
        ("src/app/main.py:12:3: bad", "<*>: bad"),
        ("get https://example.com/a?b=1 failed", "get <*> failed"),
        ('key \'abc\' and "d \\" e" missing', "key <*> and <*> missing"),
        ("don't can't won't", "don't can't won't"),
        ("worker-7 is gone", "worker-<*> is gone"),
        ("no variables here", "no variables here"),
        ("a   b", "a b"),
        ("", ""),
    ],
)
def test_template(line: str, expected: str) -> None:
    assert template(line) == expected


def test_lines_that_differ_in_values_are_one_kind() -> None:
    lines = [f"2024-01-0{n} 10:0{n}:00 worker {n * 997} failed after {n}.5s on /srv/{n}/x" for n in range(1, 9)]
    assert len(set(templates(lines))) == 1


@pytest.mark.parametrize(("one", "other"), [("Started", "Paused"), ("opened", "closed"), ("succeeded", "failed")])
def test_different_words_never_merge(one: str, other: str) -> None:
    assert template(f"job 12 {one}") != template(f"job 12 {other}")


def test_templates_keeps_order() -> None:
    assert templates(["a 1", "b", "a 2"]) == ["a <*>", "b", "a <*>"]


@given(st.text(max_size=2 * LIMIT))
def test_template_takes_anything_and_holds_no_digit(text: str) -> None:
    result = template(text)
    assert not any(c in "0123456789" for c in result)
    assert len(result) <= 4 * LIMIT


@given(
    st.text(max_size=60),
    st.text(alphabet="0123456789", min_size=6, max_size=6),
    st.text("0123456789", min_size=6, max_size=6),
)
def test_the_digits_themselves_do_not_matter(text: str, one: str, other: str) -> None:
    assert template(f"{text} {one}") == template(f"{text} {other}")
