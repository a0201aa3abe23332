"""The rulebook: entries of the configuration that say how something is to be done, found fast among a thousand.

Entries are kept by the most telling thing they name, and a pattern is tried only where all else fits. Patterns are
RE2's: linear in the text, whatever they say. The first entry in the book that fits decides.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from heapq import merge

import re2
from msgspec import Struct

from console.model.settings import DecideRule
from console.text.clean import clean

WIDTH = 1024
MEMORY = 1024 * 1024


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
        self._rules = rules
        self._patterns = [self._compiled(rule) for rule in rules]
        self._by_fix: defaultdict[str, list[int]] = defaultdict(list)
        self._by_program: defaultdict[str, list[int]] = defaultdict(list)
        self._others: list[int] = []
        for number, rule in enumerate(rules):
            if not rule.match or self._patterns[number] is not None:
                self._place(number, rule)

    def find(self, case: Case) -> DecideRule | None:
        """The first entry that fits."""
        text = case.text[:WIDTH]
        near = merge(self._by_fix.get(case.fix, ()), self._by_program.get(case.program, ()), self._others)
        return next((self._rules[number] for number in near if self._fits(number, case, text)), None)

    def _place(self, number: int, rule: DecideRule) -> None:
        if rule.fix:
            self._by_fix[rule.fix].append(number)
        elif rule.program:
            self._by_program[rule.program].append(number)
        else:
            self._others.append(number)

    def _fits(self, number: int, case: Case, text: str) -> bool:
        pattern = self._patterns[number]
        return _named(self._rules[number], case) and (pattern is None or pattern.search(text) is not None)

    def _compiled(self, rule: DecideRule) -> "re.Pattern[str] | None":
        if not rule.match:
            return None
        options = re2.Options()
        options.log_errors = False
        options.max_mem = MEMORY
        try:
            found: re.Pattern[str] = re2.compile(rule.match, options)
        except re2.error as error:
            self.problems.append(f"the rule {rule.name!r} of the rulebook is not used: {clean(str(error))}")
            return None
        return found


def _named(rule: DecideRule, case: Case) -> bool:
    """Whether everything the entry names is so."""
    named = ((rule.kind, case.kind), (rule.category, case.category), (rule.program, case.program), (rule.fix, case.fix))
    return all(not wanted or wanted == given for wanted, given in named)
