"""Whether somebody comes back after a while, by what the last screen remembered of itself."""

from collections.abc import Callable, Mapping

AWAY = 1800.0
BEAT = 60.0
"""Seconds between two signs of life of an open screen."""
SEEN, CLOSED, BOOT = "seen", "closed", "boot"

Remember = Callable[[str, str], None]


def away_since(kept: Mapping[str, str], now: float, boot: str) -> float | None:
    """When the screen was last seen (seconds since the epoch), where that is worth a word; None where it is not.

    It is after half an hour, after a reboot, and when the last screen ended without closing.
    """
    seen = _number(kept.get(SEEN, ""))
    if seen is None or seen > now:
        return None
    rebooted = bool(boot) and kept.get(BOOT, boot) != boot
    died = (_number(kept.get(CLOSED, "")) or 0.0) < seen and now - seen > 2 * BEAT
    return seen if now - seen > AWAY or rebooted or died else None


def _number(words: str) -> float | None:
    try:
        return float(words)
    except ValueError:
        return None
