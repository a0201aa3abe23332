"""The shape of the settings: which keys there are, and whether a value fits one."""

import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, cast, get_args, get_origin

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import FieldInfo, fields

from console.config.problem import Path, dotted, nearest, printable
from console.model.settings import Settings

Kind = type[Struct]

MOST_ENTRIES = 400
"""In a table with free keys; each is later compared with all valid words."""


class Fault(Struct, frozen=True):
    """A value that does not fit: where, of which kind of problem, why, and the nearest valid key."""

    path: Path
    kind: str
    message: str
    nearest: str = ""


class Fit(Struct, frozen=True):
    """A value that fits its key."""

    path: Path
    value: Any


@cache
def fields_of(kind: Kind) -> Mapping[str, FieldInfo]:
    """The fields of a section by their names in the file."""
    return {field.encode_name: field for field in fields(kind)}


def section_kind(annotation: object) -> Kind | None:
    """The struct behind a field that is a section of its own, else None."""
    return annotation if isinstance(annotation, type) and issubclass(annotation, Struct) else None


def bare(annotation: object) -> tuple[object, Meta | None]:
    """A field's type without its description and bounds, and those."""
    metas = getattr(annotation, "__metadata__", ())
    return (get_args(annotation)[0], metas[0]) if metas else (annotation, None)


def element_kind(annotation: object) -> Kind | None:
    """The struct of which a field holds a list, else None."""
    plain, _ = bare(annotation)
    arguments = get_args(plain)
    return section_kind(arguments[0]) if get_origin(plain) is tuple and arguments else None


def table_kind(annotation: object) -> Kind | None:
    """The struct of which a field holds a table with free names, else None."""
    plain, _ = bare(annotation)
    return section_kind(get_args(plain)[1]) if get_origin(plain) is dict else None


def leaves(kind: Kind = Settings, path: Path = ()) -> Iterator[tuple[Path, FieldInfo]]:
    """Every key that can be set, in the order of the tree."""
    for name, field in fields_of(kind).items():
        section = section_kind(field.type)
        if section:
            yield from leaves(section, (*path, name))
        else:
            yield (*path, name), field


def sift(data: Mapping[str, Any], kind: Kind = Settings, path: Path = ()) -> Iterator[Fit | Fault]:
    """Judge every key of a table: each becomes a value that fits or a fault, never both, never an exception."""
    known = fields_of(kind)
    for name, value in data.items():
        here = (*path, name)
        if name not in known:
            yield _unknown(here, kind)
            continue
        section = section_kind(known[name].type)
        if section is None:
            yield from _sift_leaf(here, value, known[name])
        elif isinstance(value, dict):
            yield from sift(value, section, here)
        else:
            yield Fault(here, "value", f"is a section: write `[{dotted(here)}]` and its keys below")


def _unknown(path: Path, kind: Kind) -> Fault:
    """An unknown key, with the nearest of its section, else the key of that name in another section."""
    name = str(path[-1])
    near = nearest(name, fields_of(kind))
    elsewhere = (dotted(leaf) for leaf, _ in leaves() if leaf[-1] == name)
    return Fault(path, "unknown", "there is no such key", dotted((*path[:-1], near)) if near else next(elsewhere, ""))


def _sift_leaf(path: Path, value: object, field: FieldInfo) -> Iterator[Fit | Fault]:
    plain, _ = bare(field.type)
    element = element_kind(field.type)
    if element is not None and isinstance(value, list):
        yield from _sift_list(path, value, element)
    elif (table := table_kind(field.type)) is not None and isinstance(value, dict):
        yield from _sift_tables(path, value, table)
    elif get_origin(plain) is dict and isinstance(value, dict):
        yield from _sift_free_table(path, value, get_args(plain)[1])
    else:
        yield _fit(path, value, field.type)


def _sift_list(path: Path, value: list[Any], element: Kind) -> Iterator[Fit | Fault]:
    """A list of structs: the good elements are kept."""
    good: list[Any] = []
    for index, item in enumerate(value):
        here = (*path, index)
        faults = [one for one in sift(item, element, here) if isinstance(one, Fault)] if isinstance(item, dict) else []
        found = _fit(here, item, element) if not faults else None
        if isinstance(found, Fit):
            good.append(found.value)
        yield from faults
        if isinstance(found, Fault):
            yield found
    yield Fit(path, tuple(good))


def _sift_tables(path: Path, value: Mapping[str, Any], kind: Kind) -> Iterator[Fit | Fault]:
    """A table of sections with free names; each key is judged as in any other section."""
    for number, (name, table) in enumerate(value.items()):
        here = (*path, name)
        if number == MOST_ENTRIES:
            yield Fault(here, "value", f"is beyond the {MOST_ENTRIES} entries that are read here")
            return
        if isinstance(table, dict):
            yield from sift(table, kind, here)
        else:
            yield Fault(here, "value", f"is a section: write `[{dotted(here)}]` and its keys below")


def _sift_free_table(path: Path, value: Mapping[str, object], kind: object) -> Iterator[Fit | Fault]:
    """A table whose keys are free, or a table of such tables: each text on its own.

    A table where a text belongs is a dotted key written without quotes: `find.next = "n"`.
    """
    depth = len(path) + (2 if get_origin(bare(kind)[0]) is dict else 1)
    rest = [((*path, name), item) for name, item in reversed(list(value.items()))]
    entries = 0
    while rest:
        here, item = rest.pop()
        entries += 1
        if entries > MOST_ENTRIES:
            yield Fault(here, "value", f"is beyond the {MOST_ENTRIES} entries that are read here")
            return
        if not isinstance(item, dict):
            misplaced = Fault(here, "value", "is a table: write its keys below")
            yield misplaced if len(here) < depth else _fit(_joined(here, depth), item, str)
        elif len(here) > depth + 8:
            yield Fault(here, "value", "is nested too deeply")
        else:
            rest += [((*here, name), one) for name, one in reversed(list(item.items()))]


def _joined(path: Path, depth: int) -> Path:
    return (*path[: depth - 1], ".".join(map(str, path[depth - 1 :])))


def _fit(path: Path, value: object, kind: object) -> Fit | Fault:
    if isinstance(value, float) and not math.isfinite(value):
        return Fault(path, "value", "must be a finite number")
    try:
        return Fit(path, msgspec.convert(value, type=cast(Any, kind)))
    except msgspec.ValidationError as error:
        return _misfit(path, str(error))


def _misfit(path: Path, message: str) -> Fault:
    """Msgspec's words, with the place inside the value as an index."""
    words, _, place = message.partition(" - at `$")
    words = words[:1].lower() + words[1:]
    return Fault(path, "value", printable(words.replace("`", "") + (f" at {place.rstrip('`')}" if place else ""), 200))
