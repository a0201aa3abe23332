"""Patterns on foreign text: RE2, so that no text can make them slow."""

import re
from functools import cache

_MEMORY = 8 * 1024 * 1024


@cache
def pattern(source: str) -> re.Pattern[bytes]:
    """A compiled pattern of RE2's syntax, over bytes of UTF-8; `^` and `$` are the ends of a line."""
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    compiled: re.Pattern[bytes] = re2.compile(f"(?m:{source})".encode(), options)
    return compiled


def text(source: str) -> re.Pattern[str]:
    """The same over text, for single lines: `^` and `$` are the ends of the text."""
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    compiled: re.Pattern[str] = re2.compile(source, options)
    return compiled


def groups(match: re.Match[bytes]) -> dict[str, str]:
    """The named groups that took part, stripped."""
    found = match.groupdict(default=b"")
    return {_decoded(name): _decoded(value).strip() for name, value in found.items()}


def _decoded(value: bytes | str) -> str:
    """RE2 gives the names of a pattern of bytes as bytes."""
    return value if isinstance(value, str) else value.decode("utf-8", "replace")
