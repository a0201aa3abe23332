"""Rules from TOML files: the built-in ones and the user's, and everything that is wrong with the latter."""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import re2

from console.analysis.classify.matching import joined, options
from console.analysis.classify.rule import LEAST_WEIGHT, MOST_WEIGHT, Rule
from console.config.problem import Problem, nearest, printable
from console.config.source import Source, read

MOST_RULES = 200
MOST_PATTERNS = 60
LONGEST_PATTERN = 1000
MEMORY = 1024 * 1024
"""Bytes that one compiled pattern of a user may take."""
PACK = "rules.msgpack"


@cache
def built_in() -> tuple[Rule, ...]:
    """The rules that came with the program, read from the pack made of their TOML files."""
    return msgspec.msgpack.decode(files(__package__).joinpath(PACK).read_bytes(), type=tuple[Rule, ...])


def load_rules(user_files: Iterable[str] = ()) -> tuple[tuple[Rule, ...], tuple[Problem, ...]]:
    """The built-in rules and those of the user's files, which replace built-in ones of the same id, and all problems.

    A bad rule is left out and told, never raised; the good ones of its file hold.
    """
    rules = {rule.id: rule for rule in built_in()}
    problems: list[Problem] = []
    for path in user_files:
        found, wrong = _user_rules(path)
        rules.update((rule.id, rule) for rule in found)
        problems += wrong
    return tuple(rules.values()), tuple(problems)


def _user_rules(path: str) -> tuple[list[Rule], list[Problem]]:
    """The good rules of one file and what is wrong with the others."""
    import tomllib

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
    """Each table `[[rule]]` becomes a rule or problems."""
    from console.config.positions import line_of, positions

    lines = positions(source.text)
    problems = [
        _problem("unknown", source.name, line_of((key,), lines), key, "there is no such key", "rule")
        for key in data
        if key != "rule"
    ]
    rules: list[Rule] = []
    rows = data.get("rule", [])
    if not isinstance(rows, list) or len(rows) > MOST_RULES:
        message = f"must be at most {MOST_RULES} tables [[rule]]"
        return [], [*problems, _problem("value", source.name, line_of(("rule",), lines), "rule", message)]
    for index, row in enumerate(rows):
        rule, flaws = read_rule(row)
        rules += [rule] if rule and not flaws else []
        for key, message, near in flaws:
            line = line_of(("rule", index, key), lines)
            problems.append(_problem("value", source.name, line, f"rule[{index}].{key}", message, near))
    return rules, problems


def read_rule(row: object) -> tuple[Rule | None, list[tuple[str, str, str]]]:
    """One table as a rule, and its flaws: key, message, nearest valid word."""
    if not isinstance(row, dict):
        return None, [("", "must be a table", "")]
    fields = Rule.__struct_fields__
    unknown = [(str(key), "there is no such key", nearest(str(key), fields)) for key in row if key not in fields]
    try:
        rule = msgspec.convert({key: row[key] for key in row if key in fields}, Rule)
    except msgspec.ValidationError as error:
        return None, [*unknown, _misfit(str(error), row)]
    return rule, [*unknown, *_flaws(rule)]


def _misfit(message: str, row: dict[str, Any]) -> tuple[str, str, str]:
    """Msgspec's words with the key they are about, and the category that was probably meant."""
    words, _, place = message.partition(" - at `$.")
    key = place.rstrip("`").partition("[")[0]
    near = nearest(str(row.get(key, "")), _choices(key))
    return key, printable(words[:1].lower() + words[1:].replace("`", ""), 200), near


def _choices(key: str) -> Sequence[str]:
    """The words that a key may have."""
    from console.analysis.classify.rule import Scope
    from console.model.failure import Category

    return [str(one) for one in {"category": Category, "scope": Scope}.get(key, ())]


def _flaws(rule: Rule) -> list[tuple[str, str, str]]:
    """What is wrong with the values of a rule of the right form."""
    flaws: list[tuple[str, str, str]] = []
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


def _problem(kind: str, file: str, line: int, key: str, message: str, near: str = "") -> Problem:
    return Problem(kind=kind, file=file, line=line, key=key, message=message, nearest=near)
