import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.analysis.mining.pattern import Pattern
from console.text.mask import LIMIT


def text(*lines: str) -> str:
    pattern = Pattern(lines[0])
    for line in lines[1:]:
        pattern.observe(line)
    return pattern.text()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("opened 3 files in /var/log", "opened <*> files in <*>"),
        ("is ready: true", "is ready: <*>"),
        ("user root", "user <*>"),
        ("from 10.0.0.1:80 to [::1]:22", "from <*> to <*>"),
        ("core.4900", "core.<*>"),
        ("R24-M1-N3 is down", "<*> is down"),
        ("Reading block blk_12345", "Reading block <*>"),
        ("port 22 ssh2", "port <*> ssh2"),
        ("at Sat Jul  9 12:16:49 2005 sharp", "at <*> sharp"),
        ("see http://example.org/help", "see http://example.org/help"),
        ("see http://example.org/help?id=3", "see <*>"),
        ("r24=0x1f r25=0x2f", "r24=<*> r25=<*>"),
        ('"GET /a HTTP/1.1" 200', '"GET <*>" <*>'),
        ("cannot open 'x'", "cannot open 'x'"),
        ("at 33% now", "at <*>% now"),
        ("a   b", "a b"),
        ("", ""),
    ],
)
def test_what_varies_by_what_it_is(line: str, expected: str) -> None:
    assert text(line) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("user ann logged in", "user bob logged in"), "user <*> logged in"),
        (("on tty2 now", "on tty3 now", "on tty4 now"), "on <*> now"),
        (("via ssh2 now", "via ssh2 now", "via ssh2 now"), "via ssh2 now"),
        (("size 5.2 KB, free", "size 1024.0 B, free"), "size <*>, free"),
        (("from 1.2.3.4 () at", "from 1.2.3.4 (a host) at"), "from <*> (<*>) at"),
        (("name=android, x", "name=com.example.ui, x"), "name=<*>, x"),
        (("open 'a b c' now", "open 'd' now"), "open '<*>' now"),
    ],
)
def test_what_differs_is_variable(lines: tuple[str, ...], expected: str) -> None:
    assert text(*lines) == expected


@given(st.lists(st.text(max_size=80), min_size=1, max_size=12))
def test_any_lines_make_a_template(lines: list[str]) -> None:
    assert "\x00" not in text(*lines)


def test_it_looks_at_so_many_lines_only() -> None:
    pattern = Pattern("job a1 done")
    for n in range(1000):
        pattern.observe(f"job a{n} done")
    assert pattern.seen < 100
    assert not pattern.curious


@pytest.mark.parametrize("word", ["x", "0", "a_", "a-", "\N{CJK UNIFIED IDEOGRAPH-4E00}"])
def test_a_line_without_end_makes_a_template_of_bounded_length(word: str) -> None:
    assert len(text("error: " + word * 50_000)) <= LIMIT
