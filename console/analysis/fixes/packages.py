"""Packages whose names differ from what people import, include or call."""

import sys

from console.analysis.fixes.common import WORDS
from console.analysis.fixes.declared import normalised
from console.analysis.fixes.surroundings import Surroundings

_BUNDLED = frozenset(WORDS.bundled.split()) | sys.stdlib_module_names
_SAME = frozenset(WORDS.same.split())
_NODE = frozenset(WORDS.node.split())


def distribution(module: str) -> str:
    """What to install for a Python module; nothing when no index has it, for it belongs to Python itself."""
    top = module.partition(".")[0]
    return "" if top in _BUNDLED else WORDS.modules.get(module, WORDS.modules.get(top, top))


def installable(module: str, here: Surroundings) -> str:
    """The distribution of a module where it is known to be that one, not only to be called alike.

    A name that anybody may have registered is no proof: it has to be well known, or the project has to ask for it.
    """
    name = missing(module, here)
    top = module.partition(".")[0]
    well_known = module in WORDS.modules or top in WORDS.modules or top in _SAME
    return name if name and (well_known or normalised(name) in here.declared()) else ""


def missing(module: str, here: Surroundings) -> str:
    """What to install for a module; nothing where the project itself has one of that name, which is only not found."""
    top = module.partition(".")[0]
    own = {f"{top}.py", f"{top}/"}
    return "" if own & {*here.entries("."), *here.entries("src")} else distribution(module)


def debian_headers(header: str) -> str:
    """The Debian package that holds a C header."""
    return WORDS.headers.get(header, WORDS.headers.get(header.partition("/")[0], ""))


def debian_package(tool: str) -> str:
    """The Debian package that holds a program."""
    return WORDS.tools.get(tool, tool)


def pytest_plugin(name: str) -> str:
    """The plugin of pytest that brings an option or a fixture."""
    return WORDS.plugins.get(name, "")


def npm_package(module: str) -> str:
    """The package of a module path; nothing for what node brings itself."""
    parts = module.split("/")
    name = "/".join(parts[:2]) if module.startswith("@") else parts[0]
    return "" if name.removeprefix("node:") in _NODE else name
