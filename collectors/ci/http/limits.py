"""What an answer's headers say of how often we may ask, and when again (RFC 9110, section 10.2.3; GitHub; GitLab)."""

import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from console.model.ci import Allowance

LONGEST = 86_400.0
_FAMILIES = ("x-ratelimit-", "ratelimit-")
_EPOCH = 1_000_000_000


def allowance(headers: Mapping[str, str], now: float, skew: float) -> Allowance | None:
    """The allowance that the headers tell of; `skew` is how many seconds the server's clock is ahead of ours."""
    for family in _FAMILIES:
        found = [_number(headers.get(family + name, "")) for name in ("limit", "remaining", "reset")]
        limit, left, resets = found
        if limit is not None and left is not None and resets is not None:
            moment = resets - skew if resets > _EPOCH else now + resets
            return Allowance(limit=int(limit), left=max(int(left), 0), resets=min(moment, now + LONGEST))
    return None


def retry_after(headers: Mapping[str, str], now: float, skew: float) -> float | None:
    """The moment before which nothing may be asked again, from `Retry-After`; None without one that makes sense."""
    given = headers.get("retry-after", "").strip()
    seconds = _number(given)
    if seconds is None:
        moment = date(given)
        return None if moment is None else min(max(moment - skew, now), now + LONGEST)
    return now + min(max(seconds, 0.0), LONGEST)


def date(given: str) -> float | None:
    """An HTTP date in seconds since the epoch; None for what is none."""
    try:
        return parsedate_to_datetime(given).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None


def _number(given: str) -> float | None:
    try:
        number = float(given)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
