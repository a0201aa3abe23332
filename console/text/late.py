"""Patterns that are compiled when first asked: hundreds stand ready for the tools of the world, a log wakes a few."""

import re
from collections.abc import Callable, Iterator
from typing import Any


class Late:
    """A pattern asked like one of `re`; its first question compiles it, later ones cost no more than there."""

    match: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    findall: Callable[..., list[Any]]
    finditer: Callable[..., Iterator[re.Match[str]]]
    sub: Callable[..., str]

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> object:
        """What is asked for first. Raises re.error where the pattern is wrong, AttributeError for no question."""
        if name not in Late.__annotations__:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        for question in Late.__annotations__:
            setattr(self, question, getattr(compiled, question))
        return getattr(compiled, name)
