"""The footer: which keys do what here and now."""

from collections.abc import Sequence

from console.model.lines import Line, Role, Span
from console.text.width import cells
from console.views.base import Context
from console.views.compose import clip_line

Hint = tuple[str, str, bool]
"""A key or several with blanks between them, their word, and whether they can be used now."""
ROOMY = 100


def footer_line(hints: Sequence[Hint], ctx: Context) -> Line:
    """As many hints as fit, from the left; the last one (quit) always stays. Disabled ones are greyed.

    Where there is little room the hints stand closer.
    """
    gap = 2 if ctx.width >= ROOMY else 1
    kept = list(hints)
    while len(kept) > 1 and 1 + sum(_room(hint, gap) for hint in kept) - gap > ctx.width:
        kept.pop(-2)
    spans = [Span(" ")]
    for key, word, enabled in kept:
        spans += [
            Span(key, Role.KEY if enabled else Role.DISABLED),
            Span(f" {word}{' ' * gap}", Role.TEXT if enabled else Role.DISABLED),
        ]
    return clip_line(tuple(spans), ctx.width, ctx.glyphs.ellipsis)


def _room(hint: Hint, gap: int) -> int:
    return cells(hint[0]) + cells(hint[1]) + 1 + gap
