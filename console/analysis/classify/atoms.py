"""Words without which a pattern cannot match: looked for first, they spare most rules their compilation.

What must be there is read off the pattern's text, as in Cox, "Regular Expression Matching with a Trigram Index", 2012,
with whole literals instead of trigrams. Patterns are of RE2 syntax and known to be right.
"""

import re
from collections.abc import Iterable

SHORTEST = 3
_MARKS = frozenset(".^$")
_HEAD = re.compile(r"\?[^:>)]*+[:>)]")
_TIMES = re.compile(r"(?:[?*+]|\{\d++(?:,\d*+)?\})\??")
_OPTIONAL = ("?", "*", "{0")
_QUOTING = "\\Q"


def atoms(patterns: Iterable[str]) -> tuple[str, ...]:
    """Literals, case folded, one of which is in whatever one of the patterns matches; none where that is not known."""
    found: set[str] = set()
    for pattern in patterns:
        needed = frozenset() if _QUOTING in pattern else _Reader(pattern).alternatives()
        if not needed:
            return ()
        found |= needed
    return tuple(sorted(found))


class _Reader:
    """Reads a pattern from its beginning to its end; `at` is the place reached."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def alternatives(self) -> frozenset[str]:
        """What the alternatives up to the end of the group need between them; nothing when one needs nothing."""
        needed: list[frozenset[str]] = [self._branch()]
        while self._peek() == "|":
            self.at += 1
            needed.append(self._branch())
        return frozenset().union(*needed) if all(needed) else frozenset()

    def _branch(self) -> frozenset[str]:
        """The most telling of what one alternative needs."""
        offers: list[frozenset[str]] = []
        run = ""
        while self._peek() not in ("", "|", ")"):
            literal, inner = self._item()
            again = self._quantified()
            if literal and again is None:
                run += literal
                continue
            offers.append(frozenset({run + literal if literal and again else run}))
            offers.append(inner if again is not False else frozenset())
            run = ""
        return _best([*offers, frozenset({run})])

    def _item(self) -> tuple[str, frozenset[str]]:
        """The next item: the character it stands for, or what a group needs."""
        sign = self.pattern[self.at]
        self.at += 1
        if sign == "(":
            return "", self._group()
        if sign == "[":
            self._skip_class()
            return "", frozenset()
        if sign == "\\":
            return self._escaped(), frozenset()
        return ("" if sign in _MARKS else sign.casefold()), frozenset()

    def _group(self) -> frozenset[str]:
        """What a group needs, its head and its end read as well."""
        if self._peek() == "?":
            head = _HEAD.match(self.pattern, self.at)
            self.at = head.end() if head else len(self.pattern)
            if head is None or head[0].endswith(")"):
                return frozenset()
        needed = self.alternatives()
        self.at += 1
        return needed

    def _escaped(self) -> str:
        """The character that a backslash makes literal; empty for a class, an assertion or a code."""
        sign = self._peek()
        self.at += 1
        if sign in "xpP" and self._peek() == "{":
            self.at = self.pattern.index("}", self.at) + 1
        elif sign == "x":
            self.at += 2
        elif sign in "pP":
            self.at += 1
        return "" if sign.isalnum() else sign

    def _skip_class(self) -> None:
        """Go behind a class of characters."""
        self.at += self._peek() == "^"
        self.at += self._peek() == "]"
        while self._peek() != "]":
            if self.pattern.startswith("[:", self.at):
                self.at = self.pattern.index(":]", self.at) + 2
            else:
                self.at += 2 if self._peek() == "\\" else 1
        self.at += 1

    def _quantified(self) -> bool | None:
        """Read how often the item before may occur: None for once, False for perhaps never, else True."""
        times = _TIMES.match(self.pattern, self.at)
        if times is None:
            return None
        self.at = times.end()
        return not times[0].startswith(_OPTIONAL)

    def _peek(self) -> str:
        """The next character, empty at the end."""
        return self.pattern[self.at : self.at + 1]


def _best(offers: Iterable[frozenset[str]]) -> frozenset[str]:
    """Of several sets the one whose shortest word is the longest; nothing when all have a word too short to tell."""
    telling = [words for words in offers if words and min(map(len, words)) >= SHORTEST]
    return max(telling, key=lambda words: (min(map(len, words)), -len(words)), default=frozenset())
