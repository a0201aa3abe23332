"""Durations as test reports write them."""

from math import isfinite

MOST = 31 * 24 * 3600.0


def seconds(text: str | None) -> float | None:
    """Seconds such as `0.004`, `1,234.5`, `0,25` or `2 s`; None for what is none, is negative or above a month.

    A comma beside a point, or one of several, parts thousands; a single comma stands for the point.
    """
    if not text:
        return None
    digits = text.strip().removesuffix("s").rstrip()
    if "," in digits:
        decimal = digits.count(",") == 1 and "." not in digits
        digits = digits.replace(",", "." if decimal else "")
    try:
        value = float(digits)
    except ValueError:
        return None
    return value if isfinite(value) and 0 <= value <= MOST else None
