"""Packages whose names differ from what people import, include or call."""

from console.analysis.fixes.common import WORDS

_BUNDLED = frozenset(WORDS.bundled.split())
_NODE = frozenset(WORDS.node.split())


def distribution(module: str) -> str:
    """What to install for a Python module; nothing when no index has it, for it belongs to Python itself."""
    top = module.partition(".")[0]
    return "" if top in _BUNDLED else WORDS.modules.get(module, WORDS.modules.get(top, top))


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
