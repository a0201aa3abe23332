"""Rules from TOML files: the built-in ones and the user's, and everything that is wrong with the latter."""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from console.analysis.patterns.durations import seconds
from console.analysis.patterns.kinds import NEEDED
from console.analysis.patterns.predicate import PredicateError, parse
from console.analysis.patterns.rule import SEVERITIES, Baseline, Kind, Rule
from console.analysis.patterns.sentence import rule_of
from console.config import rulefile
from console.config.problem import Problem, nearest, printable
from console.config.rulefile import Flaws

TABLE = "pattern"
MOST_GROUPS = 10_000
MOST_EVIDENCE = 50
_PREDICATES = ("where", "and_", "num", "den", "good", "heals", "is_", "until", "absent", "change", "critical")
_DURATIONS = ("window", "allowed_lateness", "for_", "rearm", "per", "maxspan", "least")
_OPS = frozenset({"<", "<=", ">", ">=", "==", "!="})


@cache
def built_in() -> tuple[Rule, ...]:
    """The rules that came with the program."""
    folder = files(__package__).joinpath("rules")
    rules: list[Rule] = []
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            rules += [convert(row) for row in tomllib.loads(file.read_text("utf-8"))["pattern"]]
    return tuple(rules)


def load_rules(user_files: Iterable[str] = ()) -> tuple[tuple[Rule, ...], tuple[Problem, ...]]:
    """The built-in rules and those of the user's files, and all problems of those; see `rulefile.load`."""
    return rulefile.load(built_in(), user_files, TABLE, read_rule)


def read_file(path: str) -> tuple[list[Rule], list[Problem]]:
    """The good rules of one file and what is wrong with the others; a file without any is told."""
    rules, problems = rulefile.read_file(path, TABLE, read_rule)
    if not rules and not problems:
        problems = [rulefile.problem("value", printable(path, 4096), 0, TABLE, f"has no table [[{TABLE}]]")]
    return rules, problems


def convert(row: dict[str, Any]) -> Rule:
    """A table as a rule; a sentence in `when` gives the keys it says. Raises ValidationError, ValueError."""
    when = row.get("when")
    said = rule_of(when) if isinstance(when, str) and when else {}
    return msgspec.convert({**said, **row}, Rule)


def read_rule(row: object) -> tuple[Rule | None, Flaws]:
    """One table as a rule, and its flaws."""
    if not isinstance(row, dict):
        return None, [("", "must be a table", "")]
    names = Rule.__struct_encode_fields__
    flaws: Flaws = [(str(key), "there is no such key", nearest(str(key), names)) for key in row if key not in names]
    try:
        rule = convert({key: row[key] for key in row if key in names})
        flaws += _flaws(rule)
        for variant in rule.also:
            flaws += _flaws(convert({**msgspec.to_builtins(rule), "also": (), **variant}))
    except msgspec.ValidationError as error:
        return None, [*flaws, rulefile.misfit(str(error), row, _choices)]
    except ValueError as error:
        return None, [*flaws, ("when", printable(str(error), 200), "")]
    return rule, flaws


def _choices(key: str) -> list[str]:
    """The words that a key may have."""
    return [str(kind) for kind in Kind] if key == "kind" else []


def _flaws(rule: Rule) -> Flaws:
    """What is wrong with the values of a rule of the right form."""
    flaws: Flaws = [] if rule.id else [("id", "must not be empty", "")]
    if rule.op not in _OPS or rule.clear.op not in _OPS | {""}:
        flaws.append(("op", "must be one of < <= > >= == !=", ""))
    if rule.severity not in SEVERITIES:
        flaws.append(("severity", "is no severity", nearest(rule.severity, SEVERITIES)))
    if not 0 <= rule.pain <= 1:
        flaws.append(("pain", "must be 0 to 1", ""))
    if not 1 <= rule.max_groups <= MOST_GROUPS or not 0 <= rule.evidence <= MOST_EVIDENCE:
        flaws.append(("max_groups", f"at most {MOST_GROUPS} groups and {MOST_EVIDENCE} records of evidence", ""))
    flaws += [(key.rstrip("_"), f"is needed by the kind {rule.kind}", "") for key in _missing(rule)]
    flaws += _wrong_durations(rule) + _wrong_predicates(rule)
    return flaws if flaws else _without_examples(rule)


def _missing(rule: Rule) -> list[str]:
    return [key for key in NEEDED.get(rule.kind, ()) if not getattr(rule, key)]


def _wrong_durations(rule: Rule) -> Flaws:
    values = [(key, getattr(rule, key)) for key in _DURATIONS] + [("clear", rule.clear.for_)]
    values += [("baseline", (rule.baseline or Baseline()).window)]
    flaws: Flaws = []
    for key, value in values:
        try:
            zero = seconds(value) == 0 and key in ("window", "per", "baseline")
        except ValueError as error:
            flaws.append((key.rstrip("_"), printable(str(error), 200), ""))
        else:
            flaws += [(key, "must be longer than 0", "")] if zero else []
    return flaws


def _wrong_predicates(rule: Rule) -> Flaws:
    texts = [(key, getattr(rule, key)) for key in _PREDICATES] + [("steps", step) for step in rule.steps]
    flaws: Flaws = []
    for key, text in [*texts, ("clear", rule.clear.is_)]:
        try:
            if text:
                parse(text)
        except PredicateError as error:
            flaws.append((key.rstrip("_"), printable(str(error), 200), ""))
    return flaws


def _without_examples(rule: Rule) -> Flaws:
    """A rule ships one firing and one quiet example; a sentence needs none, since it is one."""
    kinds = {example.fires for example in rule.test}
    if rule.when or kinds == {True, False}:
        return []
    lacking = " and ".join(word for fires, word in ((True, "fires"), (False, "stays quiet")) if fires not in kinds)
    return [("test", f"needs an example on which the rule {lacking}", "")]
