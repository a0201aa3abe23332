"""A line longer than a whole read: streamed through, only its beginning is kept."""

from collectors.logs.framing import Block, find_newline
from collectors.logs.position import ReadAt
from console.text.cut import REACH

STEP = 1024 * 1024
KEPT = REACH
TURN = 16 * STEP


class LongLine:
    """One line that starts at `start` and whose end was not yet seen; holds at most 68 KiB of it: 64 and a little more.

    Of a line redrawn with lone carriage returns the beginning of its last state is kept.
    """

    def __init__(self, start: int, encoding: str) -> None:
        self.start = start
        self.position = start
        self._encoding = encoding
        self._kept = bytearray()

    def advance(self, read: ReadAt, size: int) -> Block | None:
        """Read on, at most 16 MiB and not beyond `size`; the line once its end is found."""
        stop = min(size, self.position + TURN)
        while self.position < stop:
            data = read(self.position, min(STEP, stop - self.position))
            data = data[: len(data) - len(data) % self._width]
            if not data:
                return None
            end = find_newline(data, self._encoding)
            self._keep(data[: end - self._width] if end else data)
            self.position += end or len(data)
            if end:
                return self.finish(ended=True)
        return None

    def finish(self, *, ended: bool) -> Block:
        """What is known of the line; `ended` when its newline was seen."""
        width = self._width if ended else 0
        omitted = self.position - self.start - len(self._kept) - width
        text = bytes(self._kept)
        if self._encoding != "utf-8":
            text = text.decode(self._encoding, "replace").encode()
        data = text + b"\n" if ended else text
        return Block(data, (0, len(data)), (self.start, self.position), omitted)

    @property
    def _width(self) -> int:
        return 1 if self._encoding == "utf-8" else 2

    def _keep(self, data: bytes) -> None:
        """Keep what belongs to the line's beginning; a hole of NULs in front belongs to no line."""
        if not self._kept:
            data = self._skip_hole(data)
        redrawn = data.rfind(b"\r", 0, len(data) - 1) if self._width == 1 else -1
        if redrawn >= 0:
            self._kept.clear()
            data = data[redrawn + 1 :]
        self._kept += data[: KEPT - len(self._kept)]

    def _skip_hole(self, data: bytes) -> bytes:
        if self._width == 2 or not data.startswith(b"\0"):
            return data
        text = data.lstrip(b"\0")
        self.start += len(data) - len(text)
        return text
