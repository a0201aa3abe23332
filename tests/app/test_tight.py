"""The private names of Textual that the tight compositor leans on do what it thinks they do."""

from rich.console import Console

from console.app.tight import SpanUpdate, TightCompositor
from tests.app.support import console


async def test_a_partial_paint_writes_the_changed_cells_only():
    async with console() as bench:
        compositor = bench.app.screen._compositor
        assert isinstance(compositor, TightCompositor)
        from textual.geometry import Region

        compositor._dirty_regions = {Region(40, 1, 6, 1)}
        update = compositor.render_partial_update()
        assert isinstance(update, SpanUpdate)
        written = update.render_segments(Console(force_terminal=True, color_system="truecolor"))
        assert written.startswith("\x1b[2;41H")
        assert len(written) < 200
        assert compositor.render_partial_update() is None
