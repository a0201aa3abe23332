"""What one configuration file says: the values that fit, each with its line, and everything that is wrong."""

import re
from typing import Any

from msgspec import Struct

from console.config.problem import Path, Problem, dotted, printable
from console.config.source import Source, read
from console.config.tree import Fault, Fit, sift
from console.config.trust import Trust, needs_trust

MOST_PROBLEMS = 200


class Entry(Struct, frozen=True):
    """A value that was accepted from a file; `line` counts from 1."""

    value: Any
    file: str
    line: int


Entries = dict[Path, Entry]


def read_entries(
    path: str, *, uid: int | None, guard: str | None, trust: Trust | None, required: bool
) -> tuple[Entries, list[Problem]]:
    """Read one file; `guard` is the project whose own file needs trust, `required` makes an absent file a problem."""
    source = read(path, uid)
    if source is None:
        name = printable(path, 4096)
        absent = Problem(kind="refused", file=name, line=0, key="", message="there is no such file")
        return {}, [absent] if required else []
    data = source if isinstance(source, Problem) else _parse(source)
    if isinstance(source, Problem) or isinstance(data, Problem):
        return {}, [one for one in (source, data) if isinstance(one, Problem)][:1]
    entries, problems = _judge(data, source)
    if guard is not None:
        problems += _hold_back(entries, source, guard, trust)
    return entries, problems


def _parse(source: Source) -> dict[str, Any] | Problem:
    """The text as tables; numbers too long and nesting too deep for Python are syntax errors too."""
    import tomllib

    try:
        return tomllib.loads(source.text)
    except RecursionError:
        return Problem(kind="syntax", file=source.name, line=0, key="", message="is nested too deeply")
    except ValueError as error:
        return _syntax(str(error), source)


def _syntax(words: str, source: Source) -> Problem:
    """Tomllib tells the place in words only."""
    place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", words)
    last = source.text.rstrip("\n").count("\n") + 1
    line = 0 if place is None else int(place[1] or last)
    message = words[: place.start()] if place else words
    return Problem(
        kind="syntax", file=source.name, line=line, key="", message=printable(message[:1].lower() + message[1:])
    )


def _judge(data: dict[str, Any], source: Source) -> tuple[Entries, list[Problem]]:
    from console.config.positions import line_of, positions

    lines = positions(source.text)
    entries: Entries = {}
    problems: list[Problem] = []
    for found in sift(data):
        line = line_of(found.path, lines)
        if isinstance(found, Fit):
            entries[found.path] = Entry(found.value, source.name, line)
            continue
        problems.append(_problem(found, source, line))
        if len(problems) == MOST_PROBLEMS:
            more = Fault(found.path, "value", f"is problem {MOST_PROBLEMS}; the rest of the file was not read")
            return entries, [*problems, _problem(more, source, line)]
    return entries, problems


def _problem(fault: Fault, source: Source, line: int) -> Problem:
    return Problem(
        kind=fault.kind,
        file=source.name,
        line=line,
        key=dotted(fault.path),
        message=fault.message,
        nearest=printable(fault.nearest),
    )


def _hold_back(entries: Entries, source: Source, project: str, trust: Trust | None) -> list[Problem]:
    """Take the values that need trust out of the entries of an untrusted file, and say so."""
    held = [path for path, entry in entries.items() if needs_trust(path, entry.value, project)]
    if not held:
        return []
    known = (trust or Trust()).known(source.path)
    if known == source.digest:
        return []
    why = "the file changed since it was trusted" if known else "it reaches outside the project"
    fault = f"inactive: {why}; `kontrapunkt config trust` activates it"
    return [_problem(Fault(path, "untrusted", fault), source, entries.pop(path).line) for path in held]
