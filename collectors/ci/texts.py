"""What servers say, made into our own values: clean texts, times by our clock, numbers that are numbers."""

from datetime import datetime

from collectors.foreign import safe

LONGEST = 300


def plain(*texts: str | None) -> list[str]:
    """Foreign texts as one clean line each, without secrets; None becomes empty."""
    return safe([(text or "").partition("\n")[0] for text in texts], LONGEST)


def moment(given: str | None, skew: float = 0.0) -> float | None:
    """An RFC 3339 time in seconds by our clock; `skew` is how far the server's is ahead. None for what is no time."""
    if not given:
        return None
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        return None
    if found.tzinfo is None or found.year < 1971:
        return None
    return found.timestamp() - skew
