"""The minute of every line of a block: fast where a file keeps one layout, right where it does not."""

from msgspec import Struct

MINUTE_S = 60


class ScanState(Struct):
    """What is remembered of a file between blocks; owned by the caller.

    `last_time` is the newest time seen in reading order (seconds since the epoch), None before the first. `layout`
    and `column` say how and where the file writes time; `width` is that of the text up to the minute.
    """

    last_time: float | None = None
    layout: str = ""
    column: int = 0
    width: int = 0
