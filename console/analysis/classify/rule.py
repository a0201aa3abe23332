"""What a rule is: words that, seen in a text, tell what kind of failure it is about."""

from enum import StrEnum

from msgspec import Struct

from console.model.failure import Category

LEAST_WEIGHT = 1
MOST_WEIGHT = 10
"""Built-in rules weigh at most 9, so that a user's rule of 10 wins over all of them."""


class Scope(StrEnum):
    """Where the patterns of `all` and `none` are looked for, seen from the line that one of `any` matched."""

    LINE = "line"
    NEAR = "near"
    TEXT = "text"


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A rule fires on a line that one of `any` matches, if all of `all` and none of `none` match within the scope.

    Patterns are RE2 syntax and ignore case unless they say `(?-i)`. `weight` tells how surely a match names the cause:
    9 the cause itself, 7 a tool's own message, 5 a tool's summary, 3 telling words, 1 a mere consequence. `summary`
    (the matched line when empty), `reason` and `fix` may name the pattern's groups: `{package}`. `atoms` is not written
    but read off `any`: case folded, one of them is in every line that matches; none where that is not known.
    """

    id: str
    category: Category
    weight: int
    any: tuple[str, ...]
    reason: str
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    scope: Scope = Scope.LINE
    summary: str = ""
    fix: str = ""
    atoms: tuple[str, ...] = ()

    def patterns(self) -> tuple[str, ...]:
        """All patterns of the rule."""
        return (*self.any, *self.all, *self.none)
