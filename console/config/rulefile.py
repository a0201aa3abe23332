"""Rule files people write: TOML, one table a rule, each judged alone, everything wrong told with its line."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from console.config.problem import Problem, nearest, printable
from console.config.source import Source, read

MOST_RULES = 200

Flaws = list[tuple[str, str, str]]
"""Key, message, nearest valid word."""


class Named(Protocol):
    """A rule of whatever kind."""

    @property
    def id(self) -> str:
        """Its name; a user's rule replaces a built-in one of the same."""
        ...


R = TypeVar("R", bound=Named)
Judge = Callable[[object], tuple[R | None, Flaws]]
"""One table as a rule, and what is wrong with it."""


def load(
    built_in: Iterable[R], user_files: Iterable[str], table: str, judge: Judge[R]
) -> tuple[tuple[R, ...], tuple[Problem, ...]]:
    """The built-in rules and those of the user's files, which replace built-in ones of the same id, and all problems.

    A bad rule is left out and told, never raised; the good ones of its file hold.
    """
    rules = {rule.id: rule for rule in built_in}
    problems: list[Problem] = []
    for path in user_files:
        found, wrong = read_file(path, table, judge)
        rules.update((rule.id, rule) for rule in found)
        problems += wrong
    return tuple(rules.values()), tuple(problems)


def read_file(path: str, table: str, judge: Judge[R]) -> tuple[list[R], list[Problem]]:
    """The good rules of one file, each a table `[[table]]`, and what is wrong with the others."""
    import tomllib

    source = read(path)
    if source is None:
        return [], [problem("refused", printable(path, 4096), 0, "", "there is no such file")]
    if isinstance(source, Problem):
        return [], [source]
    try:
        data = tomllib.loads(source.text)
    except (ValueError, RecursionError) as error:
        return [], [problem("syntax", source.name, 0, "", printable(str(error), 200) or "is nested too deeply")]
    return _judged(data, source, table, judge)


def misfit(message: str, row: dict[str, Any], choices: Callable[[str], Sequence[str]]) -> tuple[str, str, str]:
    """Msgspec's words as a flaw: the key they are about, and the word of its `choices` that was probably meant."""
    words, _, place = message.partition(" - at `$.")
    key = place.rstrip("`").partition("[")[0].partition(".")[0]
    near = nearest(str(row.get(key, "")), choices(key))
    return key, printable(words[:1].lower() + words[1:].replace("`", ""), 200), near


def problem(kind: str, file: str, line: int, key: str, message: str, near: str = "") -> Problem:
    """A problem of a rule file."""
    return Problem(kind=kind, file=file, line=line, key=key, message=message, nearest=near)


def _judged(data: dict[str, Any], source: Source, table: str, judge: Judge[R]) -> tuple[list[R], list[Problem]]:
    from console.config.positions import line_of, positions

    lines = positions(source.text)
    problems = [
        problem("unknown", source.name, line_of((key,), lines), key, "there is no such key", table)
        for key in data
        if key != table
    ]
    rows = data.get(table, [])
    if not isinstance(rows, list) or len(rows) > MOST_RULES:
        message = f"must be at most {MOST_RULES} tables [[{table}]]"
        return [], [*problems, problem("value", source.name, line_of((table,), lines), table, message)]
    rules: dict[str, R] = {}
    for index, row in enumerate(rows):
        rule, flaws = judge(row)
        if rule is not None and rule.id in rules:
            flaws = [*flaws, ("id", f"{printable(rule.id)} is there twice", "")]
        if rule is not None and not flaws:
            rules[rule.id] = rule
        for key, message, near in flaws:
            line = line_of((table, index, key), lines)
            problems.append(problem("value", source.name, line, f"{table}[{index}].{key}", message, near))
    return list(rules.values()), problems
