"""Figures as a person reads them: ages, durations, sizes, counts, percentages; short, never empty."""

import math

NOTHING = "-"
_SIZES = "BKMGTPE"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def _known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def age(seconds: float | None) -> str:
    """How long ago, at most four cells for a year: `0.4s`, `48s`, `6m`, `6h`, `3d`; `-` when not known."""
    if seconds is None or not math.isfinite(seconds):
        return NOTHING
    if seconds < 1:
        return f"{math.floor(max(0.0, seconds) * 10) / 10:.1f}s"
    for limit, divisor, unit in ((_MINUTE, 1, "s"), (_HOUR, _MINUTE, "m"), (_DAY, _HOUR, "h")):
        if seconds < limit:
            return f"{int(seconds // divisor)}{unit}"
    return f"{int(seconds // _DAY)}d"


def duration(seconds: float | None) -> str:
    """How long something took: `0:12`, `9:05`, `1:02:03`, from two days on `3d 4h`; `-` when not known."""
    if seconds is None or not math.isfinite(seconds):
        return NOTHING
    whole = max(0, int(seconds))
    if whole >= 2 * _DAY:
        return f"{whole // _DAY}d {whole % _DAY // _HOUR}h"
    hours, rest = divmod(whole, _HOUR)
    minutes, left = divmod(rest, _MINUTE)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def size(value: float | None) -> str:
    """Bytes in powers of 1024, at most five cells: `412B`, `1.2K`, `34.1M`, `-` when not known."""
    if value is None or not math.isfinite(value):
        return NOTHING
    amount, step = abs(value), 0
    while amount >= 1000 and step < len(_SIZES) - 1:
        amount, step = amount / 1024, step + 1
    sign = "-" if value < 0 and amount else ""
    if step == 0 or amount >= 99.95:
        return f"{sign}{amount:.0f}{_SIZES[step]}"
    return f"{sign}{amount:.1f}{_SIZES[step]}"


def count(value: float | None) -> str:
    """A number of things, at most five cells: `412`, `9999`, `12.3k`, `4.0M`; `-` when not known."""
    if value is None or not math.isfinite(value):
        return NOTHING
    amount, unit = abs(value), ""
    for unit_next in ("k", "M", "G", "T"):
        if amount < (999.5 if unit else 10_000):
            break
        amount, unit = amount / 1000, unit_next
    sign = "-" if value < 0 and amount else ""
    if not unit or amount >= 99.95:
        return f"{sign}{amount:.0f}{unit}"
    return f"{sign}{amount:.1f}{unit}"


def percent(value: float | None) -> str:
    """Per cent: below ten with one decimal (`4.2%`), else whole (`81%`); `-` when not known."""
    if value is None or not math.isfinite(value):
        return NOTHING
    return f"{value:.1f}%" if 0 < abs(value) < 9.95 else f"{value:.0f}%"


def load(value: float | None) -> str:
    """A load average with two decimals; `-` when not known."""
    if value is None or not math.isfinite(value):
        return NOTHING
    return f"{value:.2f}" if abs(value) < 100 else f"{value:.0f}"


def quantity(value: float | None, unit: str) -> str:
    """A value in its own unit (`bytes`, `bytes/s`, `percent`, `load`, `count`)."""
    if not _known(value):
        return NOTHING
    writers = {"bytes": size, "percent": percent, "load": load}
    if unit == "bytes/s":
        return f"{size(value)}/s"
    return writers.get(unit, count)(value)


def change(value: float | None, unit: str) -> str:
    """A measured difference with its sign: `+1.2G`, `-3%`, `0` when nothing is left after rounding."""
    text = quantity(value, unit)
    if value is None or text == NOTHING:
        return NOTHING
    if not any(c in "123456789" for c in text):
        return "0"
    return f"+{text}" if value > 0 else text


def plural(n: int, word: str, words: str = "") -> str:
    """`1 error`, `3 errors`; `words` where the plural is not made with s."""
    return f"{count(n)} {word if n == 1 else words or word + 's'}"
