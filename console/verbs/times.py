"""Times as people type them: `10m`, `2h`, or RFC 3339."""

import re
from datetime import datetime

import click

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def moment(text: str, now: float) -> float:
    """Seconds since the epoch of an RFC 3339 time, or of so long before `now`.

    A time without a zone is local. Raises click.BadParameter when it is neither.
    """
    if span := re.fullmatch(r"(\d+(?:\.\d+)?)([smhd])", text.strip()):
        return now - float(span[1]) * UNITS[span[2]]
    try:
        return datetime.fromisoformat(text.strip()).timestamp()
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no time; say 10m, 2h or 2026-01-31T12:00:00Z") from error
