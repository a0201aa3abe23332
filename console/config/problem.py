"""Everything wrong with a configuration is data: where, what, and the word that was probably meant."""

from collections.abc import Iterable

from msgspec import Struct

Path = tuple[str | int, ...]
"""A place in the tree: names, and indexes into lists, such as `("logs", "formats", 0, "name")`."""

SHOWN = 100


class Problem(Struct, frozen=True, kw_only=True):
    """One thing wrong with a configuration file.

    `kind` is one of `refused` (the file was not read), `syntax`, `unknown` (no such key), `value`, `section` (keys or
    themes that their own part of the program refuses) and `untrusted`. `line` counts from 1, 0 is the whole file.
    `nearest` is the closest valid word, empty when none is close. All texts are printable.
    """

    kind: str
    file: str
    line: int
    key: str
    message: str
    nearest: str = ""

    def text(self) -> str:
        """The problem in one line: `file:line: key: message; nearest: word`."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        key = f" {self.key}:" if self.key else ""
        nearest = f"; nearest: {self.nearest}" if self.nearest else ""
        return f"{place}:{key} {self.message}{nearest}"


class Flaw(Struct, frozen=True):
    """What another part of the program says against an accepted value, such as a key that is bound twice."""

    path: Path
    message: str
    nearest: str = ""


def printable(text: str, limit: int = SHOWN) -> str:
    """Foreign text without anything that a terminal acts on, cut at `limit` characters.

    Controls, bidirectional marks and lone surrogates become escapes.
    """
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[: limit + 1])
    return shown if len(text) <= limit and len(shown) <= 2 * limit else shown[:limit] + "..."


def dotted(path: Path) -> str:
    """A path as a person writes it: `logs.formats[0].name`."""
    shown = ""
    for part in path:
        shown += f"[{part}]" if isinstance(part, int) else f".{printable(part)}"
    return shown.removeprefix(".")


def nearest(word: str, words: Iterable[str]) -> str:
    """The one of `words` that looks most like `word`; empty when none does."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word[:SHOWN], list(words), 1)), "")
