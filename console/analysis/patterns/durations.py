"""Durations as people write them: `90s`, `5m`, `2 hours`."""

import re

_UNITS = {
    "ms": 0.001,
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hour", "hours"), 3600.0),
    **dict.fromkeys(("d", "day", "days"), 86400.0),
}
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,6})?) ?([a-z]{1,7})?")
LONGEST = 30 * 86400.0


def seconds(words: str | float) -> float:
    """A duration in seconds; a bare number means seconds. Raises ValueError."""
    if not isinstance(words, str):
        found = float(words)
    else:
        match = _DURATION.fullmatch(words.strip().lower())
        unit = _UNITS.get(match[2] or "s") if match else None
        if match is None or unit is None:
            raise ValueError(f"{words[:40]!r} is no duration; write 90s, 5m or 2h")
        found = float(match[1]) * unit
    if not 0 <= found <= LONGEST:
        raise ValueError("a duration lies between 0 and 30 days")
    return found


def words(span: float) -> str:
    """A duration for people: `45 s`, `5 min`, `2 h`."""
    if span < 120:
        return f"{span:.0f} s"
    return f"{span / 60:.0f} min" if span < 7200 else f"{span / 3600:.1f} h"
