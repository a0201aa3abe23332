"""Fewer bytes for a partial paint.

Textual's compositor writes a changed span from the left edge of its widget on; this one writes only the span. It
leans on two names of Textual's private compositor module, which the exact version pin and a test hold in place.
"""

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor


class SpanUpdate(ChopsUpdate):
    """The changed cells of the changed rows, and nothing beside them."""

    def render_segments(self, console: Console) -> str:
        """The bytes for the terminal."""
        written: list[str] = []
        for y, left, right in self.spans:
            for end, (start, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is None or start >= right or end <= left:
                    continue
                first = max(start, left)
                part = strip.crop(first - start, min(end, right) - start)
                written.append(Control.move_to(first, y).segment.text + part.render(console))
        return "".join(written)


class TightCompositor(Compositor):
    """A compositor whose partial updates are span updates."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """What changed since the last paint; None when nothing did."""
        update = super().render_partial_update()
        return SpanUpdate(update.chops, update.spans, update.chop_ends) if update else None
