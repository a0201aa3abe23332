"""What `similar` found: past failures that resemble some words, the most alike first."""

from collections.abc import Sequence

from console.model.cluster import Neighbour
from console.model.lines import Line, Role, Span
from console.views.base import Context, PaneView
from console.views.compose import indented, paragraph
from console.views.details import body, sheet
from console.views.figures import percent, plural
from console.views.masked import masked


def resemblance_detail(words: str, found: Sequence[Neighbour], ctx: Context) -> PaneView:
    """The words that were looked for, and a line for each failure like them."""
    lines: list[Line] = [*body(words, ctx, Role.STRONG), ()]
    if not found:
        lines += paragraph("nothing like this has been seen here", ctx)
    for each in found:
        head = Span(f"{percent(each.likeness * 100):>5}  #{each.cluster:<5} ", Role.MUTED)
        lines.append(indented((head, *masked(each.title), Span(f"  {each.ended}", Role.MUTED)), ctx))
    return sheet("like this", (Span(plural(len(found), "failure"), Role.MUTED),), lines, ctx)
