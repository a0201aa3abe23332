"""Before a fix is run: why, what exactly would run, and what it would change."""

from console.model.lines import Line, Role, Span
from console.views.base import Context, PaneView
from console.views.compose import paragraph
from console.views.details import body, sheet


def fix_detail(words: str, ctx: Context) -> PaneView:
    """The engine's dry run, and how to answer it."""
    lines: list[Line] = [*body(words, ctx), (), *paragraph("type y and enter to run it; anything else leaves it", ctx)]
    return sheet("fix", (Span("nothing has run", Role.NOTICE),), lines, ctx)
