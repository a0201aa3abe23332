"""Times as a person types them."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

_BACK = re.compile(r"-(\d+(?:\.\d+)?)(s|m|h|d)\Z", re.ASCII)
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\Z", re.ASCII)


def parse(text: str, now: float, zone: tzinfo | None = None) -> float:
    """The moment meant, in seconds since the epoch.

    `-10m` counts back from `now`; `12:04` is the last time the clock showed it; a date may stand before, ISO 8601
    is understood; without a zone it is the screen's. Raises ValueError with a sentence.
    """
    words = text.strip()
    back = _BACK.match(words)
    if back:
        return now - float(back[1]) * _SECONDS[back[2]]
    here = datetime.fromtimestamp(now, tz=UTC).astimezone(zone)
    clock = _CLOCK.match(words)
    try:
        if clock:
            hour, minute, second = (int(part or 0) for part in clock.groups())
            moment = here.replace(hour=hour, minute=minute, second=second, microsecond=0)
            return (moment if moment <= here else moment - timedelta(days=1)).timestamp()
        moment = datetime.fromisoformat(words)
        return (moment if moment.tzinfo else moment.replace(tzinfo=here.tzinfo)).timestamp()
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{words!r} is no time; try 12:04, 2026-11-20 12:04 or -10m") from error
