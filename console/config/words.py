"""The settings in words, from their descriptions: the sample file, the JSON schema and the page in the manual."""

import json
from collections.abc import Iterator
from types import UnionType
from typing import get_args, get_origin

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import FieldInfo

from console.config.tree import Kind, bare, element_kind, fields_of, section_kind, table_kind
from console.model.settings import Settings

SCHEMA = "https://json-schema.org/draft/2020-12/schema"

EXAMPLES = {
    "keys": ('find.next = "n,f3"',),
    "slo": (
        "[[slo]]",
        'name = "api"',
        "objective = 99.5",
        'window = "7d"',
        'of = "events"',
        "where = 'text contains \"GET /api\"'",
        "bad = 'severity >= \"error\"'",
    ),
    "forecast": (
        "[[forecast]]",
        'name = "tickets"',
        'command = ["./count-tickets"]',
        "limit = 500",
        "every_s = 60",
    ),
    "themes": ("[themes.dusk]", 'base = "rustbelt"', 'background = "#201018"', 'warn = "bold #ffcc00"'),
    "logs.formats": (
        "[[logs.formats]]",
        'name = "ours"',
        "pattern = '(?P<time>\\S+ \\S+) (?P<level>[A-Z]) (?P<text>.*)'",
        'time = "%d.%m.%Y %H:%M:%S"',
        'levels = { W = "warning", E = "error" }',
    ),
}


class Setting(Struct, frozen=True):
    """One key in words: where, what it is for, what it takes, and its default as TOML."""

    key: str
    purpose: str
    takes: str
    default: str


class Section(Struct, frozen=True):
    """One table of the file; the free tables `keys` and `themes` have no settings of their own.

    `free`: there may be any number of it, and none unless somebody writes one.
    """

    name: str
    purpose: str
    settings: tuple[Setting, ...]
    example: tuple[str, ...] = ()
    free: bool = False


def sections() -> Iterator[Section]:
    """All tables in the order of the tree."""
    for name, field in fields_of(Settings).items():
        kind = section_kind(field.type)
        if table := table_kind(field.type):
            yield _tables(name, field, table)
            continue
        if kind is None:
            _, meta = bare(field.type)
            yield Section(name, (meta and meta.description) or "", (), EXAMPLES[name])
            continue
        rows = tuple(_setting(f"{name}.{key}", inner) for key, inner in fields_of(kind).items())
        yield Section(name, _first_line(kind), rows, EXAMPLES.get(f"{name}.formats", ()))


def _tables(name: str, field: FieldInfo, kind: Kind) -> Section:
    """A table of sections with free names, as the one of them that is called NAME."""
    _, meta = bare(field.type)
    here = f"{name}.NAME"
    rows = tuple(_setting(f"{here}.{key}", inner) for key, inner in fields_of(kind).items())
    return Section(here, (meta and meta.description) or "", rows, free=True)


def _setting(key: str, field: FieldInfo) -> Setting:
    plain, meta = bare(field.type)
    default = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    purpose = (meta and meta.description) or ""
    return Setting(key, purpose, _takes(plain, meta, element_kind(field.type)), toml(default))


def _takes(plain: object, meta: Meta | None, element: Kind | None) -> str:
    if element is not None:
        return "list of tables"
    if get_origin(plain) is tuple:
        return f"list of {_takes(get_args(plain)[0], None, None)}s"
    if get_origin(plain) is dict:
        return f"table of {_takes(get_args(plain)[1], None, None)}s"
    if isinstance(plain, UnionType):
        return " or ".join(_takes(one, None, None) for one in get_args(plain))
    word = {bool: "true or false", int: "whole number", float: "number", str: "text"}[plain]  # type: ignore[index]
    return f"{word}{_bounds(meta)}"


def _bounds(meta: Meta | None) -> str:
    bounds = (("from", meta.ge), ("above", meta.gt), ("to", meta.le), ("below", meta.lt)) if meta else ()
    return "".join(f" {word} {bound:g}" for word, bound in bounds if bound is not None)


def _first_line(kind: Kind) -> str:
    return (kind.__doc__ or "").strip().partition("\n")[0]


def toml(value: object) -> str:
    """A value of the tree as TOML on one line; what is not printable is escaped."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in json.dumps(value, ensure_ascii=False))


def sample() -> str:
    """A file with every key, its meaning and its default; everything is a comment, so it changes nothing."""
    rows = [
        "# Kontrapunkt's configuration. Every key is shown with its default; remove the `#` before one to change it."
    ]
    for section in sections():
        header = f"#[{section.name}]" if section.free else f"[{section.name}]"
        rows += ["", f"# {section.purpose}", *([header] if section.settings else [])]
        for setting in section.settings:
            rows.append(f"# {setting.purpose} ({setting.takes})")
            rows += [] if setting.key in EXAMPLES else [f"#{_short(setting, section)} = {setting.default}"]
        head = [f"[{section.name}]"] if section.name == "keys" else []
        rows += [*head, *(["# An example:"] if section.example else []), *(f"#{row}" for row in section.example)]
    return "\n".join(rows) + "\n"


def _short(setting: Setting, section: Section) -> str:
    return setting.key.removeprefix(f"{section.name}.")


def schema() -> dict[str, object]:
    """The JSON schema of the file, for editors.

    A key id such as `find.next` written without quotes makes a table in TOML, so `keys` takes tables of texts too.
    """
    _, parts = msgspec.json.schema_components([Settings], ref_template="#/$defs/{name}")
    root = parts.pop("Settings")
    keys = root["properties"]["keys"]
    text = keys["additionalProperties"]
    keys["additionalProperties"] = {"anyOf": [text, {"type": "object", "additionalProperties": text}]}
    return {"$schema": SCHEMA, **root, "title": "Kontrapunkt", "$defs": parts}


def page() -> str:
    """The tables of all keys as Markdown, for the manual."""
    rows: list[str] = []
    for section in sections():
        rows += ["", f"### `[{section.name}]`", "", section.purpose, ""]
        if section.settings:
            rows += ["| key | takes | default | |", "|---|---|---|---|"]
        for setting in section.settings:
            rows.append(f"| `{_short(setting, section)}` | {setting.takes} | `{setting.default}` | {setting.purpose} |")
        if section.example:
            rows += ["", "```toml", *section.example, "```"]
    return "\n".join(rows).strip() + "\n"
