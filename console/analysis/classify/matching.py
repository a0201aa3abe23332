"""Which rules fire on which lines: all patterns of all rules are tried at once, a line at a time.

RE2's sets run in time linear in the text whatever the patterns are (Cox, "Regular Expression Matching in the Wild",
2010), so a user's pattern can be slow in no way that matters.
"""

from collections.abc import Sequence

import re2
from msgspec import Struct

from console.analysis.classify.rule import Rule, Scope

NEAR = 8
MOST_LINES = 400
"""Lines remembered a pattern; beyond them every further one replaces the last."""
MEMORY = 128 * 1024 * 1024


class Hit(Struct, frozen=True):
    """A rule fired on a line; `line` counts from 0."""

    rule: Rule
    line: int


def flagged(pattern: str) -> str:
    """The pattern as it is run: letter case does not count."""
    return f"(?i){pattern}"


def options(memory: int = MEMORY) -> re2.Options:
    """RE2's options: quiet, and at most `memory` bytes for a compiled pattern or set."""
    chosen = re2.Options()
    chosen.log_errors = False
    chosen.max_mem = memory
    return chosen


class Matcher:
    """Rules compiled together."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)
        self._ids = {pattern: -1 for rule in rules for pattern in rule.patterns()}
        self._set = re2.Set.SearchSet(options())
        for pattern in self._ids:
            self._ids[pattern] = self._set.Add(flagged(pattern))
        self._set.Compile()
        self._by_pattern: dict[int, list[int]] = {}
        for index, rule in enumerate(rules):
            for pattern in rule.any:
                self._by_pattern.setdefault(self._ids[pattern], []).append(index)

    def hits(self, lines: Sequence[str]) -> list[Hit]:
        """Every rule with each line on which it fires, in the order of the lines; a rule once a line."""
        found = self._found(lines)
        fired: set[tuple[int, int]] = set()
        for pattern, places in found.items():
            for index in self._by_pattern.get(pattern, ()):
                rule = self._rules[index]
                fired.update((line, index) for line in places if self._holds(rule, line, found))
        return [Hit(self._rules[index], line) for line, index in sorted(fired)]

    def _found(self, lines: Sequence[str]) -> dict[int, list[int]]:
        """For each pattern the lines it matches."""
        found: dict[int, list[int]] = {}
        match = self._set.Match
        known: dict[str, list[int]] = {}
        for number, line in enumerate(lines):
            patterns = known.get(line)
            if patterns is None:
                patterns = known[line] = match(line) or []
            for pattern in patterns:
                places = found.setdefault(pattern, [])
                if len(places) == MOST_LINES:
                    places[-1] = number
                else:
                    places.append(number)
        return found

    def _holds(self, rule: Rule, line: int, found: dict[int, list[int]]) -> bool:
        """Whether what must and must not be said around the line is."""
        return all(self._said(one, line, rule.scope, found) for one in rule.all) and not any(
            self._said(one, line, rule.scope, found) for one in rule.none
        )

    def _said(self, pattern: str, line: int, scope: Scope, found: dict[int, list[int]]) -> bool:
        places = found.get(self._ids[pattern], ())
        if scope is Scope.TEXT:
            return bool(places)
        reach = NEAR if scope is Scope.NEAR else 0
        return any(abs(place - line) <= reach for place in places)
