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
from console.config.positions import line_of, positions
from console.config.problem import Problem, nearest, printable
from console.config.source import Source, read

MOST_RULES = 200
MOST_GROUPS = 10_000
MOST_EVIDENCE = 50
_PREDICATES = ("where", "and_", "num", "den", "good", "heals", "is_", "until", "absent", "change", "critical")
_DURATIONS = ("window", "allowed_lateness", "for_", "rearm", "per", "maxspan", "least")
_OPS = frozenset({"<", "<=", ">", ">=", "==", "!="})

Flaws = list[tuple[str, str, str]]
"""Key, message, nearest valid word."""


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
    """The built-in rules and those of the user's files, which replace built-in ones of the same id, and all problems.

    A bad rule is left out and told, never raised; the good ones of its file hold.
    """
    rules = {rule.id: rule for rule in built_in()}
    problems: list[Problem] = []
    for path in user_files:
        found, wrong = read_file(path)
        rules.update((rule.id, rule) for rule in found)
        problems += wrong
    return tuple(rules.values()), tuple(problems)


def read_file(path: str) -> tuple[list[Rule], list[Problem]]:
    """The good rules of one file and what is wrong with the others."""
    source = read(path)
    if source is None:
        return [], [_problem("refused", printable(path, 4096), 0, "", "there is no such file")]
    if isinstance(source, Problem):
        return [], [source]
    try:
        data = tomllib.loads(source.text)
    except (ValueError, RecursionError) as error:
        return [], [_problem("syntax", source.name, 0, "", printable(str(error), 200) or "is nested too deeply")]
    return _judge(data, source)


def _judge(data: dict[str, Any], source: Source) -> tuple[list[Rule], list[Problem]]:
    """Each table `[[pattern]]` becomes a rule or problems."""
    lines = positions(source.text)
    problems = [
        _problem("unknown", source.name, line_of((key,), lines), key, "there is no such key", "pattern")
        for key in data
        if key != "pattern"
    ]
    rows = data.get("pattern", [])
    if not isinstance(rows, list) or not rows or len(rows) > MOST_RULES:
        message = f"must be 1 to {MOST_RULES} tables [[pattern]]"
        return [], [*problems, _problem("value", source.name, line_of(("pattern",), lines), "pattern", message)]
    rules: list[Rule] = []
    for index, row in enumerate(rows):
        rule, flaws = read_rule(row)
        if rule is not None and any(rule.id == other.id for other in rules):
            flaws = [*flaws, ("id", f"{printable(rule.id)} is there twice", "")]
        rules += [rule] if rule and not flaws else []
        for key, message, near in flaws:
            line = line_of(("pattern", index, key), lines)
            problems.append(_problem("value", source.name, line, f"pattern[{index}].{key}", message, near))
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
        return None, [*flaws, _misfit(str(error), row)]
    except ValueError as error:
        return None, [*flaws, ("when", printable(str(error), 200), "")]
    return rule, flaws


def _misfit(message: str, row: dict[str, Any]) -> tuple[str, str, str]:
    """Msgspec's words with the key they are about, and the kind that was probably meant."""
    words, _, place = message.partition(" - at `$.")
    key = place.rstrip("`").partition("[")[0].partition(".")[0]
    near = nearest(str(row.get("kind", "")), [str(kind) for kind in Kind]) if key == "kind" else ""
    return key, printable(words[:1].lower() + words[1:].replace("`", ""), 200), near


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


def _problem(kind: str, file: str, line: int, key: str, message: str, near: str = "") -> Problem:
    return Problem(kind=kind, file=file, line=line, key=key, message=message, nearest=near)
