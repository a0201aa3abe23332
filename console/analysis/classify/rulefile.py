"""Rules from TOML files: the built-in ones and the user's, and everything that is wrong with the latter."""

from collections.abc import Iterable, Sequence

import msgspec
import re2
from msgspec.structs import replace

from console.analysis.classify.atoms import atoms
from console.analysis.classify.classifier import Classifier, Classify, classify
from console.analysis.classify.matching import joined, options
from console.analysis.classify.rule import LEAST_WEIGHT, MOST_WEIGHT, Rule
from console.analysis.classify.shipped import built_in
from console.config import rulefile
from console.config.problem import Problem, nearest, printable
from console.config.rulefile import Flaws

MOST_PATTERNS = 60
LONGEST_PATTERN = 1000
MEMORY = 1024 * 1024
"""Bytes that one compiled pattern of a user may take."""
MADE = "atoms"


def load_rules(user_files: Iterable[str] = ()) -> tuple[tuple[Rule, ...], tuple[Problem, ...]]:
    """The built-in rules and those of the user's files, and all problems of those; see `rulefile.load`."""
    return rulefile.load(built_in(), user_files, "rule", read_rule)


def classifier_of(files: Sequence[str]) -> tuple[Classify, tuple[Problem, ...]]:
    """How failures are classified with the rules of these files too, and all problems of those."""
    if not files:
        return classify, ()
    rules, problems = load_rules(files)
    return Classifier(rules).classify, problems


def read_rule(row: object) -> tuple[Rule | None, Flaws]:
    """One table as a rule, and its flaws: key, message, nearest valid word."""
    if not isinstance(row, dict):
        return None, [("", "must be a table", "")]
    fields = tuple(field for field in Rule.__struct_fields__ if field != MADE)
    unknown = [(str(key), "there is no such key", nearest(str(key), fields)) for key in row if key not in fields]
    try:
        rule = msgspec.convert({key: row[key] for key in row if key in fields}, Rule)
    except msgspec.ValidationError as error:
        return None, [*unknown, rulefile.misfit(str(error), row, _choices)]
    flaws = _flaws(rule)
    return rule if flaws else replace(rule, atoms=atoms(rule.any)), [*unknown, *flaws]


def _choices(key: str) -> Sequence[str]:
    """The words that a key may have."""
    from console.analysis.classify.rule import Scope
    from console.model.failure import Category

    return [str(one) for one in {"category": Category, "scope": Scope}.get(key, ())]


def _flaws(rule: Rule) -> Flaws:
    """What is wrong with the values of a rule of the right form."""
    flaws: Flaws = []
    if not rule.id or not rule.any:
        flaws.append(("id" if not rule.id else "any", "must not be empty", ""))
    if not LEAST_WEIGHT <= rule.weight <= MOST_WEIGHT:
        flaws.append(("weight", f"must be {LEAST_WEIGHT} to {MOST_WEIGHT}", ""))
    if len(rule.patterns()) > MOST_PATTERNS:
        flaws.append(("any", f"a rule may have {MOST_PATTERNS} patterns", ""))
    for key in ("any", "all", "none"):
        flaws += [(key, message, "") for pattern in getattr(rule, key) if (message := _wrong(pattern))]
    return flaws


def _wrong(pattern: str) -> str:
    """Why a pattern cannot be run; empty when it can."""
    if not pattern or len(pattern) > LONGEST_PATTERN:
        return f"a pattern must have 1 to {LONGEST_PATTERN} characters"
    try:
        empty = re2.compile(joined((pattern,)), options(MEMORY)).search("") is not None
    except re2.error as error:
        detail = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error)
        return printable(f"cannot be run: {detail}", 200)
    return "matches an empty line, so it would fire everywhere" if empty else ""
