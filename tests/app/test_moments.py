from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.app.moments import parse

ZONE = timezone(timedelta(hours=1))
NOW = datetime(2026, 11, 20, 12, 4, 31, tzinfo=ZONE).timestamp()


def at(text: str) -> str:
    return datetime.fromtimestamp(parse(text, NOW, ZONE), tz=ZONE).strftime("%d %H:%M:%S")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-10m", "20 11:54:31"), ("-1.5h", "20 10:34:31"), ("-30s", "20 12:04:01"), ("-2d", "18 12:04:31"),
        ("12:04", "20 12:04:00"), ("12:05", "19 12:05:00"), ("9:05:07", "20 09:05:07"),
        ("2026-11-19 23:00", "19 23:00:00"), ("2026-11-20T10:00:00Z", "20 11:00:00"), (" 12:04 ", "20 12:04:00"),
    ],
)  # fmt: skip
def test_times_as_people_type_them(text, expected):
    assert at(text) == expected


@pytest.mark.parametrize("text", ["", "soon", "25:00", "-10x", "12:99", "2026-13-01", "٣:٠٤"])
def test_what_is_no_time_is_refused_with_examples(text):
    with pytest.raises(ValueError, match="try 12:04"):
        parse(text, NOW, ZONE)


@given(st.text(max_size=30))
def test_any_text_gives_a_time_or_a_sentence_of_one_line(text):
    try:
        moment = parse(text, NOW, UTC)
    except ValueError as error:
        moment, said = 0.0, str(error)
    else:
        said = ""
    assert isinstance(moment, float)
    assert "\n" not in said
