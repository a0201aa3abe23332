"""Which Python files import which, told from their syntax trees; nothing is executed.

Only files in whose text a module's name occurs are parsed, so that a small change in a large project costs little.
"""

import ast
import os
from collections.abc import Iterable, Iterator

from console.actions.inputs.globs import Globs

LARGEST = 2 * 1024 * 1024
MOST = 20_000


class Imports:
    """The Python files of a project; `roots` are the folders from which modules are named."""

    def __init__(self, project: str, outside: Iterable[str] = ()) -> None:
        files = sorted(entry.path for entry in Globs(project, ("**/*.py",), outside).files())
        self.files: tuple[str, ...] = tuple(files[:MOST])
        self._roots = (project, os.path.join(project, "src"))
        self._modules = {name: path for path in self.files for name in self._names(path)}
        self._texts: dict[str, bytes] = {}
        self._imports: dict[str, frozenset[str]] = {}

    def importers(self, path: str) -> Iterator[str]:
        """The files that import a file themselves, or run it by being in its package."""
        folder, base = os.path.split(path)
        package = base == "__init__.py"
        word = os.path.basename(folder) if package else base.removesuffix(".py")
        inside = folder + os.sep if package or base == "conftest.py" else None
        for other in self.files:
            within = inside is not None and other.startswith(inside)
            if other != path and (within or (word.encode() in self._text(other) and path in self.imported(other))):
                yield other

    def reach(self, changed: Iterable[str]) -> dict[str, int]:
        """Every file that a change reaches, with how many imports lie between."""
        found = {path: 0 for path in changed if path.endswith(".py")}
        open_ = list(found)
        for path in open_:
            for other in self.importers(path):
                if other not in found:
                    found[other] = found[path] + 1
                    open_.append(other)
        return found

    def imported(self, path: str) -> frozenset[str]:
        """The project's files that a file imports; none where it cannot be parsed."""
        if path not in self._imports:
            self._imports[path] = frozenset(self._resolved(path))
        return self._imports[path]

    def _resolved(self, path: str) -> Iterator[str]:
        try:
            tree = ast.parse(self._text(path))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield from self._chain(alias.name)
            elif isinstance(node, ast.ImportFrom):
                for base in self._bases(path, node):
                    yield from self._chain(base)
                    for alias in node.names:
                        yield from self._known(f"{base}.{alias.name}" if base else alias.name)

    def _bases(self, path: str, node: ast.ImportFrom) -> Iterator[str]:
        """The module from which names are imported, as every root calls it."""
        if not node.level:
            yield node.module or ""
            return
        for name in self._names(path):
            package = name if path.endswith("__init__.py") else name.rpartition(".")[0]
            parts = package.split(".") if package else []
            kept = parts[: len(parts) - node.level + 1]
            yield ".".join([*kept, *([node.module] if node.module else [])])

    def _chain(self, module: str) -> Iterator[str]:
        """The module, and the packages around it: importing it runs them all."""
        parts = module.split(".")
        for end in range(1, len(parts) + 1):
            yield from self._known(".".join(parts[:end]))

    def _known(self, module: str) -> Iterator[str]:
        if module in self._modules:
            yield self._modules[module]

    def _names(self, path: str) -> Iterator[str]:
        """What a file is called as a module, from each root; test folders are roots of their own, as pytest has it."""
        own = os.path.dirname(path)
        while os.path.exists(os.path.join(own, "__init__.py")):
            own = os.path.dirname(own)
        for root in dict.fromkeys((*self._roots, own)):
            if path.startswith(root + os.sep):
                name = path[len(root) + 1 :].removesuffix(".py").replace(os.sep, ".")
                yield name.removesuffix(".__init__")

    def _text(self, path: str) -> bytes:
        if path not in self._texts:
            try:
                with open(path, "rb") as file:
                    self._texts[path] = file.read(LARGEST)
            except OSError:
                self._texts[path] = b""
        return self._texts[path]
