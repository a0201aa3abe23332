"""From files to settings: the project's file over the user's over the defaults, key by key."""

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from console.config.entries import Entries, read_entries
from console.config.problem import Flaw, Path, Problem, dotted, printable
from console.config.tree import Kind, fields_of, leaves, section_kind, table_kind
from console.config.trust import Trust
from console.model.settings import Settings

PROJECT_FILE = "kontrapunkt.toml"
USER_FILE = "config.toml"
DEFAULT = "default"

Check = Callable[[Settings], Iterable[Flaw]]


class Loaded(Struct, frozen=True):
    """The settings in force, where each key comes from (`file:line` or `default`), and everything that is wrong."""

    settings: Settings
    origins: Mapping[str, str]
    problems: tuple[Problem, ...]


def user_file(user_dir: str | None = None) -> str:
    """The user's file: in `user_dir`, else in `$XDG_CONFIG_HOME/kontrapunkt` (absolute, as XDG asks)."""
    home = os.environ.get("XDG_CONFIG_HOME", "")
    base = home if os.path.isabs(home) else os.path.expanduser("~/.config")
    return os.path.join(user_dir or os.path.join(base, "kontrapunkt"), USER_FILE)


def project_file(project: str) -> str:
    """The project's file."""
    return os.path.join(project, PROJECT_FILE)


def load(
    project: str,
    user_dir: str | None = None,
    explicit: str | None = None,
    trust: Trust | None = None,
    *,
    checks: Iterable[Check] = (),
    uid: int | None = None,
) -> Loaded:
    """The settings for a project; a bad file or key never stops the program, its default holds and it is reported.

    `explicit` replaces both files. `checks` let the parts of the program that own keys or themes judge the values; what
    they find falls back to the default too. `uid` is whose files are read besides root's.
    """
    entries: Entries = {}
    problems: list[Problem] = []
    for path in [explicit] if explicit else [user_file(user_dir), project_file(project)]:
        guard = project if path == project_file(project) and not explicit else None
        found, wrong = read_entries(path, uid=uid, guard=guard, trust=trust, required=bool(explicit))
        entries.update(found)
        problems.extend(wrong)
    settings, wrong = _settle(entries, tuple(checks))
    return Loaded(settings, _origins(entries), (*problems, *wrong))


def _settle(entries: Entries, checks: tuple[Check, ...]) -> tuple[Settings, list[Problem]]:
    """Build the settings, ask the checks, and build them again without what those refused."""
    settings = _build(entries)
    flaws = [flaw for check in checks for flaw in check(settings)]
    if not flaws:
        return settings, []
    problems = [_section_problem(flaw, entries) for flaw in flaws]
    for flaw in flaws:
        for path in _under(flaw.path, entries):
            del entries[path]
    return _build(entries), problems


def _under(top: Path, entries: Entries) -> list[Path]:
    return [path for path in entries if path[: len(top)] == top]


def _section_problem(flaw: Flaw, entries: Entries) -> Problem:
    """A flaw with the place of the first value it is about."""
    first = next(iter(_under(flaw.path, entries)), None)
    return Problem(
        kind="section",
        file=entries[first].file if first else DEFAULT,
        line=entries[first].line if first else 0,
        key=dotted(flaw.path),
        message=printable(flaw.message, 300),
        nearest=printable(flaw.nearest),
    )


def _build(entries: Entries) -> Settings:
    tree: dict[str, Any] = {}
    for path, entry in entries.items():
        table = tree
        for part in path[:-1]:
            table = table.setdefault(str(part), {})
        table[str(path[-1])] = entry.value
    built = _struct(Settings, tree)
    if not isinstance(built, Settings):
        raise TypeError("the root of the tree is not Settings")
    return built


def _struct(kind: Kind, tree: Mapping[str, Any]) -> Struct:
    known = fields_of(kind)
    values: dict[str, Any] = {}
    for name, value in tree.items():
        section, table = section_kind(known[name].type), table_kind(known[name].type)
        made = {one: _struct(table, inner) for one, inner in value.items()} if table else value
        values[known[name].name] = _struct(section, value) if section else made
    return kind(**values)


def _origins(entries: Entries) -> dict[str, str]:
    origins = {dotted(path): DEFAULT for path, _ in leaves()}
    for path, entry in entries.items():
        origins[dotted(path)] = f"{entry.file}:{entry.line}"
    return origins


def values(settings: Settings) -> dict[str, object]:
    """Every key with its value in plain types, in the order of the tree; free tables one row a key."""
    plain: dict[str, Any] = msgspec.to_builtins(settings)
    found: dict[str, object] = {}
    for path, _ in leaves():
        value: Any = plain
        for part in path:
            value = value[part]
        found.update(_rows(path, value))
    return found


def _rows(path: Path, value: object) -> dict[str, object]:
    if not isinstance(value, dict) or not value:
        return {dotted(path): list(value) if isinstance(value, tuple) else value}
    rows: dict[str, object] = {}
    for name, item in value.items():
        rows.update(_rows((*path, name), item))
    return rows
