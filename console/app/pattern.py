"""Patterns a person types: linear-time regular expressions; while one is incomplete the last good one stays."""

from functools import lru_cache
from typing import Any


class PatternError(ValueError):
    """A pattern the linear-time engine does not take; the message is one line."""


class Pattern:
    """A compiled pattern. `written` is what was typed; with `invertible` a leading `!` asks for the others."""

    def __init__(self, written: str, *, invertible: bool = False) -> None:
        self.written = written
        self.invert = invertible and written.startswith("!")
        self.text = written[1:] if self.invert else written
        self._compiled = _compile(self.text) if self.text else None

    def matches(self, text: str) -> bool:
        """Whether the pattern itself (not its inverse) is found in `text`; the empty one matches nothing."""
        return self._compiled is not None and self._compiled.search(text) is not None


@lru_cache(maxsize=32)
def _compile(text: str) -> Any:  # noqa: ANN401 - re2 has no types
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(text, options)
    except re2.error as error:
        reason = error.args[0] if error.args else "invalid"
        words = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        raise PatternError(f"not a pattern yet: {words}") from error
