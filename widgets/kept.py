"""What a pane keeps from one paint to the next, so that a ticking second costs its title and nothing else."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.strip import Strip

from console.model.lines import Line
from console.views.base import Context, PaneView
from console.views.states import status

if TYPE_CHECKING:
    from widgets.pane import Pane

SECONDS = 5.0
"""How long the lines may stand while only time passes: ages inside them are never older than this."""


class Painted:
    """The strips of the last paint by their lines."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._before: dict[Line, Strip] = {}
        self._now: dict[Line, Strip] = {}

    def renew(self, key: tuple[object, ...]) -> None:
        """Begin a paint; strips made under another key (width, frame, skin) are forgotten."""
        self._before = self._now if key == self._key else {}
        self._now, self._key = {}, key

    def strip(self, line: Line, make: Callable[[Line], Strip]) -> Strip:
        """The strip of a line, made only when the last paint had none."""
        kept = self._now.get(line) or self._before.get(line) or make(line)
        self._now[line] = kept
        return kept


class Made:
    """The last view and what it was made of."""

    def __init__(self) -> None:
        self._view: PaneView | None = None
        self._of: tuple[object, ...] = ()
        self._at = 0.0
        self._age: Line = ()

    def view(self, pane: "Pane", ctx: Context) -> PaneView:
        """The pane's view; made anew when anything but the time has changed, or after some seconds."""
        scene = pane.scene
        age = status(scene.frame, pane.source, ctx) if pane.source else ()
        of = (*pane.parts(scene.frame), replace(ctx, now=0.0), tuple(span.role for span in age))
        if self._view is None or not _same(of, self._of) or not 0 <= ctx.now - self._at < SECONDS:
            self._view, self._of, self._at = pane.view(scene, ctx), of, ctx.now
        elif age != self._age:
            ends = self._view.status[-len(self._age) :] == self._age
            kept = self._view.status[: -len(self._age)] if ends else ()
            self._view = replace(self._view, status=(*kept, *age)) if ends else pane.view(scene, ctx)
        self._age = age
        return self._view


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    """Equal contexts and the very same parts of the frame; comparing those would cost what it saves."""
    if len(one) != len(other):
        return False
    return all(a is b for a, b in zip(one[:-2], other[:-2], strict=True)) and one[-2:] == other[-2:]
