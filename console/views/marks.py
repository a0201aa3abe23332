"""Marking what a search found inside a line."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

from console.model.lines import Line, Role, Span
from console.views.compose import LONGEST


class _Match(Protocol):
    def span(self) -> tuple[int, int]: ...


class _Pattern(Protocol):
    def finditer(self, text: str, /) -> Iterable[_Match]: ...


def marked(words: str, pattern: str, role: Role = Role.TEXT) -> Line:
    """The text as spans, what matches `pattern` in the role MATCH; an invalid pattern marks nothing.

    Only the first 4 KiB are shown and searched.
    """
    words = words[:LONGEST].replace("\t", "    ")
    if not pattern or not words:
        return (Span(words, role),) if words else ()
    compiled = _compiled(pattern)
    if compiled is None:
        return (Span(words, role),)
    spans, done = list[Span](), 0
    for match in compiled.finditer(words):
        start, end = match.span()
        if start == end:
            continue
        if start > done:
            spans.append(Span(words[done:start], role))
        spans.append(Span(words[start:end], Role.MATCH))
        done = end
    return (*spans, Span(words[done:], role)) if done < len(words) else tuple(spans)


@lru_cache(maxsize=8)
def _compiled(pattern: str) -> _Pattern | None:
    """The pattern in the linear-time engine, None when it is not valid (yet, while it is typed)."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        compiled: _Pattern = re2.compile(pattern, options)
    except re2.error:
        return None
    return compiled
