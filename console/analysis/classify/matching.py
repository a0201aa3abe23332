"""Which rules fire on which lines.

In a short text, such as the evidence of a root cause, a rule is compiled only where one of its atoms is found. In a
long one the `any` patterns of all rules run together behind RE2's filter: literals that a match must contain are
looked for at once, and only patterns that can match at all are tried (Cox, "Regular Expression Matching with a Trigram
Index", 2012). Everything runs on RE2, in time linear in the text, so a user's pattern is slow in no way that matters.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property

import re2
from msgspec import Struct

from console.analysis.classify.rule import Rule, Scope

NEAR = 8
SHORT = 200
"""Lines up to which a text is short."""
MOST_LINES = 400
"""Lines tried a rule: of more that could match, the first and the last ones."""
MEMORY = 64 * 1024 * 1024
_GROUP = re.compile(r"\(\?P<\w+>")


class Hit(Struct, frozen=True):
    """A rule fired on a line; `line` counts from 0."""

    rule: Rule
    line: int


def joined(patterns: Iterable[str]) -> str:
    """Patterns as one that matches what any of them does, whatever the letter case; groups lose their names."""
    return "(?i)" + _GROUP.sub("(?:", "|".join(patterns))


def options(memory: int = MEMORY) -> re2.Options:
    """RE2's options: quiet, and at most `memory` bytes for a compiled pattern."""
    chosen = re2.Options()
    chosen.log_errors = False
    chosen.max_mem = memory
    return chosen


class Matcher:
    """Rules that are asked together, and compiled as far as they must be."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)

    @cached_property
    def _filter(self) -> re2.Filter:
        """All rules compiled behind one filter, some 70 ms of work that only a long text is worth."""
        compiled = re2.Filter()
        chosen = options()
        for rule in self._rules:
            compiled.Add(joined(rule.any), chosen)
        compiled.Compile()
        return compiled

    def hits(self, lines: Sequence[str]) -> list[Hit]:
        """Every rule with each line on which it fires, in the order of the lines; a rule once a line."""
        candidates = self._one_by_one if len(lines) <= SHORT else self._together
        fired = [
            (line, index)
            for index, places in candidates(lines)
            for line in _ends(places)
            if _holds(self._rules[index], line, lines)
        ]
        return [Hit(self._rules[index], line) for line, index in sorted(fired)]

    def _one_by_one(self, lines: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
        """The rules with the lines that their `any` matches, those tried that hold an atom of it."""
        folded = [line.casefold() for line in lines]
        whole = "\n".join(folded)
        for index, rule in enumerate(self._rules):
            present = [atom for atom in rule.atoms if atom in whole]
            if not present and rule.atoms:
                continue
            tried = [n for n, line in enumerate(folded) if line and (not present or _holds_any(line, present))]
            if tried:
                search = _compiled(joined(rule.any)).search
                yield index, [number for number in tried if search(lines[number]) is not None]

    def _together(self, lines: Sequence[str]) -> Iterable[tuple[int, list[int]]]:
        """The rules with the lines that their `any` matches; equal lines are tried once."""
        found: dict[int, list[int]] = {}
        known: dict[str, list[int]] = {"": []}
        match = self._filter.Match
        for number, line in enumerate(lines if self._rules else ()):
            rules = known.get(line)
            if rules is None:
                rules = known[line] = match(line) or []
            for rule in rules:
                found.setdefault(rule, []).append(number)
        return found.items()


def _holds_any(line: str, atoms: Sequence[str]) -> bool:
    """Whether a line holds one of the words."""
    return any(atom in line for atom in atoms)


def _ends(places: Sequence[int]) -> Sequence[int]:
    """Not too many lines: the first and the last ones."""
    half = MOST_LINES // 2
    return places if len(places) <= MOST_LINES else [*places[:half], *places[-half:]]


def _holds(rule: Rule, line: int, lines: Sequence[str]) -> bool:
    """Whether what must and must not be said around the line is."""
    if not rule.all and not rule.none:
        return True
    around = _around(rule.scope, line, lines)
    return all(_said(joined((pattern,)), around) for pattern in rule.all) and not (
        rule.none and _said(joined(rule.none), around)
    )


def _around(scope: Scope, line: int, lines: Sequence[str]) -> Sequence[str]:
    """The lines that belong to the scope."""
    if scope is Scope.LINE:
        return (lines[line],)
    return lines if scope is Scope.TEXT else lines[max(0, line - NEAR) : line + NEAR + 1]


def _said(pattern: str, lines: Sequence[str]) -> bool:
    """Whether one of the lines matches."""
    search = _compiled(pattern).search
    return any(search(line) is not None for line in lines)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern on RE2, compiled when it is first needed."""
    compiled: re.Pattern[str] = re2.compile(pattern, options())
    return compiled
