import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.text.clean import clean
from console.text.width import cells, clip, expand, fit

SHOWN = st.text(max_size=40).map(clean)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("abc", 3),
        ("日本語", 6),
        ("e\u0301", 1),
        ("e" + "\u0301" * 8, 1),
        ("🎉", 2),
        ("a\tb", 5),
        ("日\tb", 5),
        ("┊", 1),
        ("…", 1),
    ],
)
def test_cells(text: str, expected: int) -> None:
    assert cells(text) == expected


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("hello", 5, "hello"),
        ("hello", 4, "hel…"),
        ("hello", 1, "…"),
        ("hello", 0, ""),
        ("hello", -3, ""),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        ("cafe\u0301s", 4, "caf…"),
        ("cafe\u0301sss", 5, "cafe\u0301…"),
        ("a\tbc", 6, "a   bc"),
    ],
)
def test_clip(text: str, width: int, expected: str) -> None:
    assert clip(text, width) == expected


def test_clip_with_other_ends() -> None:
    assert clip("hello", 4, "~") == "hel~"
    assert clip("hello", 4, "") == "hell"
    assert clip("hello", 2, "...") == ".."


def test_fit_pads_and_cuts() -> None:
    assert fit("ab", 4) == "ab  "
    assert fit("日本", 3) == "日…"
    assert fit("日本", 2) == "… "


def test_expand() -> None:
    assert expand("\ta\tbcde\tf") == "    a   bcde    f"
    assert expand("日\tx") == "日  x"


@given(SHOWN, st.integers(-2, 30), st.sampled_from(["…", "~", "", "..."]))
def test_fit_is_exact(text: str, width: int, ellipsis: str) -> None:
    assert cells(fit(text, width, ellipsis)) == max(width, 0)


@given(SHOWN, st.integers(0, 30))
def test_clip_never_exceeds(text: str, width: int) -> None:
    assert cells(clip(text, width)) <= width
