"""When the other side asked to be left alone: `Retry-After` and its relatives in what a job printed."""

import re
from email.utils import parsedate_to_datetime
from functools import cache

LONGEST = 86_400.0
LINES = 200
WIDTH = 1000

_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}
_PATTERNS = (
    r"(?i)\bretry[-_ ]after['\"]?\s*[:=]\s*['\"]?(?P<n>\d{1,6}(?:\.\d{1,3})?)\s*(?P<unit>s|sec|m|min|h|hour)?",
    r"(?i)\b(?:retry(?:ing)?(?: again)?|try again|wait(?:ing)?|available)\s+(?:in|after|for)\s+(?:about\s+)?"
    r"(?P<n>\d{1,6}(?:\.\d{1,3})?)\s*(?P<unit>s|sec|m|min|h|hour)(?:onds?|s|utes?)?\b",
)
_DATE = r"(?i)\bretry-after:\s*(?P<date>[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT)"


def retry_after(text: str, now: float) -> float | None:
    """The seconds the last of `text` asks to wait for, at most a day; None when it does not.

    `now` in seconds since the epoch, for dates.
    """
    for line in reversed(text.split("\n")[-LINES:]):
        found = _span(line[:WIDTH], now)
        if found is not None:
            return min(max(found, 0.0), LONGEST)
    return None


def _span(line: str, now: float) -> float | None:
    date = _compiled(_DATE).search(line)
    if date is not None:
        try:
            return parsedate_to_datetime(date["date"]).timestamp() - now
        except ValueError:
            return None  # a day or an hour that no calendar has
    for pattern in _PATTERNS:
        match = _compiled(pattern).search(line)
        if match is not None:
            return float(match["n"]) * _SECONDS[(match["unit"] or "")[:1].lower()]
    return None


@cache
def _compiled(pattern: str) -> "re.Pattern[str]":
    """RE2: what a job printed is foreign."""
    import re2

    options = re2.Options()
    options.log_errors = False
    compiled: re.Pattern[str] = re2.compile(pattern, options)
    return compiled
