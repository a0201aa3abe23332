"""The rulebook: entries of the configuration that say how something is to be done, found fast among a thousand.

Entries are kept by the most telling thing they name; the patterns of all that name nothing else are matched together,
by RE2, whatever they say. The first entry in the book that fits decides.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

import re2
from msgspec import Struct

from console.model.settings import DecideRule
from console.text.clean import clean

WIDTH = 4096
MEMORY = 16 * 1024 * 1024


class Case(Struct, frozen=True, kw_only=True):
    """What is to be decided: `kind` is `fix`, `retry` or `clean`, `fix` the name of the suggestion's rule.

    `text` is what failed, in a line, clean.
    """

    kind: str
    category: str = ""
    program: str = ""
    fix: str = ""
    text: str = ""


class Rulebook:
    """Looks entries up. An entry whose pattern RE2 does not take is left out; `problems` says which and why."""

    def __init__(self, rules: Sequence[DecideRule]) -> None:
        self.problems: list[str] = []
        self._by_fix: defaultdict[str, list[int]] = defaultdict(list)
        self._by_program: defaultdict[str, list[int]] = defaultdict(list)
        self._plain: list[int] = []
        self._worded: list[int] = []
        self._rules = rules
        self._patterns = [self._compiled(rule) for rule in rules]
        for number, rule in enumerate(rules):
            self._place(number, rule)
        self._set = _set([rules[number].match for number in self._worded])

    def find(self, case: Case) -> DecideRule | None:
        """The first entry that fits."""
        text = case.text[:WIDTH]
        near = [*self._by_fix.get(case.fix, ()), *self._by_program.get(case.program, ()), *self._plain]
        fitting = (number for number in sorted(near) if self._fits(number, case, text))
        first = next(fitting, len(self._rules))
        for number in self._matching(text):
            if number >= first:
                break
            if _named(self._rules[number], case):
                first = number
        return self._rules[first] if first < len(self._rules) else None

    def _place(self, number: int, rule: DecideRule) -> None:
        pattern = self._patterns[number]
        if rule.match and pattern is None:
            return
        if rule.fix:
            self._by_fix[rule.fix].append(number)
        elif rule.program:
            self._by_program[rule.program].append(number)
        else:
            (self._worded if pattern else self._plain).append(number)

    def _compiled(self, rule: DecideRule) -> "re.Pattern[str] | None":
        if not rule.match:
            return None
        try:
            return compiled(rule.match)
        except re2.error as error:
            self.problems.append(f"the rule {rule.name!r} of the rulebook is not used: {clean(str(error))}")
            return None

    def _fits(self, number: int, case: Case, text: str) -> bool:
        pattern = self._patterns[number]
        return _named(self._rules[number], case) and (pattern is None or pattern.search(text) is not None)

    def _matching(self, text: str) -> list[int]:
        """The entries known only by their pattern that match, in the order of the book."""
        return sorted(self._worded[place] for place in self._set.Match(text) or ()) if self._worded else []


def _named(rule: DecideRule, case: Case) -> bool:
    """Whether everything the entry names is so."""
    named = ((rule.kind, case.kind), (rule.category, case.category), (rule.program, case.program), (rule.fix, case.fix))
    return all(not wanted or wanted == given for wanted, given in named)


def compiled(pattern: str) -> "re.Pattern[str]":
    """A pattern of a person's own. Raises re2.error."""
    found: re.Pattern[str] = re2.compile(pattern, _options())
    return found


def _set(patterns: Sequence[str]) -> "re2.Set":
    """All patterns as one automaton."""
    found = re2.Set.SearchSet(_options())
    for pattern in patterns:
        found.Add(pattern)
    found.Compile()
    return found


def _options() -> "re2.Options":
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MEMORY
    return options
