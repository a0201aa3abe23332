"""How many terminal cells a text takes, and how to make it fit."""

from functools import cache
from typing import Protocol

TAB = 4


class _Measure(Protocol):
    """The function of rich that knows the width of every character."""

    def __call__(self, text: str, /) -> int: ...


def cells(text: str) -> int:
    """The cells `text` takes on a terminal; tabs count to the next multiple of four."""
    if "\t" in text:
        text = expand(text)
    return len(text) if text.isascii() else _rich()(text)


def clip(text: str, width: int, ellipsis: str = "…") -> str:
    """At most `width` cells of `text`, tabs expanded; a cut ends with `ellipsis`. Nothing for a width below 1."""
    if width <= 0:
        return ""
    if "\t" in text:
        text = expand(text)
    if cells(text) <= width:
        return text
    room = width - cells(ellipsis)
    if room < 0:
        return clip(ellipsis, width, "") if ellipsis else ""
    return _head(text, room) + ellipsis


def fit(text: str, width: int, ellipsis: str = "…") -> str:
    """Exactly `width` cells: `text` cut with `ellipsis` or padded with spaces."""
    text = clip(text, width, ellipsis)
    return text + " " * (width - cells(text))


def expand(text: str) -> str:
    """`text` with its tabs as spaces to the next multiple of four cells."""
    if text.isascii():
        return text.expandtabs(TAB)
    head, *rest = text.split("\t")
    for part in rest:
        head += " " * (TAB - cells(head) % TAB) + part
    return head


def _head(text: str, room: int) -> str:
    """The longest beginning of `text` that takes at most `room` cells, with its last character's marks."""
    if text.isascii():
        return text[:room]
    low, high = 0, min(len(text), room * 16)
    while low < high:
        middle = (low + high + 1) // 2
        if cells(text[:middle]) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low]


@cache
def _rich() -> _Measure:
    """Rich's measure, imported when the first text needs it: that costs more than a short-lived `show` may spend."""
    from rich.cells import cell_len

    return cell_len
