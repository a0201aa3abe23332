"""Moments in the screen's time zone; a moment no calendar holds is written as dashes."""

from datetime import UTC, datetime, tzinfo

_WEEK = 6 * 86400.0


def local(time: float, zone: tzinfo | None) -> datetime | None:
    """The moment (seconds since the epoch) in `zone`, None for the system's; None when out of the calendar."""
    try:
        return datetime.fromtimestamp(time, tz=UTC).astimezone(zone)
    except (ValueError, OverflowError, OSError):
        return None


def clock(time: float, zone: tzinfo | None) -> str:
    """`12:04:31`, eight cells."""
    moment = local(time, zone)
    return moment.strftime("%H:%M:%S") if moment else "--:--:--"


def brief(time: float, now: float, zone: tzinfo | None) -> str:
    """Five cells: `12:04` today, `Tue` within the week, else `03-14`."""
    moment, today = local(time, zone), local(now, zone)
    if moment is None or today is None:
        return "--:--"
    if moment.date() == today.date():
        return moment.strftime("%H:%M")
    return _DAYS[moment.weekday()] if 0 <= now - time < _WEEK else moment.strftime("%m-%d")


def spine(time: float, now: float, zone: tzinfo | None) -> str:
    """Eight cells for the time spine: `12:04:31` today, `Tu 12:04` within the week, else `24-03-14`."""
    moment, today = local(time, zone), local(now, zone)
    if moment is None or today is None:
        return "--:--:--"
    if moment.date() == today.date():
        return moment.strftime("%H:%M:%S")
    if 0 <= now - time < _WEEK:
        return f"{_DAYS[moment.weekday()][:2]} {moment:%H:%M}"
    return moment.strftime("%y-%m-%d")


def full(time: float, zone: tzinfo | None) -> str:
    """Date, time with milliseconds and offset: `2024-03-14 12:04:31.250 +0100`."""
    moment = local(time, zone)
    if moment is None:
        return "outside the calendar"
    return f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 1000:03d} {moment:%z}"


def rfc3339(time: float) -> str:
    """UTC with milliseconds and `Z`, as JSON prints it; empty when out of the calendar."""
    moment = local(time, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z" if moment else ""


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
