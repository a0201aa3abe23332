"""Kinds of lines: the text they share, with the parts that vary kept quiet."""

from console.model.lines import Line, Role, Span
from console.views.marks import marked

MASK = "<*>"


def masked(template: str, find: str = "", role: Role = Role.TEXT) -> Line:
    """The template with its `<*>` muted and what `find` matches marked."""
    return tuple(
        Span(piece, Role.MUTED if piece == MASK and span.role is role else span.role)
        for span in marked(template, find, role)
        for piece in _pieces(span.text)
    )


def _pieces(words: str) -> list[str]:
    pieces: list[str] = []
    for index, part in enumerate(words.split(MASK)):
        pieces += [MASK, part] if index else [part]
    return [piece for piece in pieces if piece]
