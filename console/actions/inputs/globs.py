"""Globs as people write them for files: `*` stays in its folder, `**` goes through folders, `{a,b}` is one of both."""

import os
import re
from collections.abc import Iterable, Iterator

import re2

PRUNED = frozenset({
    ".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".tox", ".nox", ".mypy_cache",
    ".pytest_cache", ".ruff_cache", ".hypothesis",
})  # fmt: skip
"""Folders that are entered only when a glob names them: a tool's own, or others' code."""

LONGEST = 1000
_TOKEN = re.compile(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]/]*\]|\{[^{}/]*\}|.", re.DOTALL)


class Globs:
    """Globs below a folder; `files` finds what they match, `matches` judges one path. Raises ValueError for bad ones.

    `outside` are folders, by real path, that are never entered.
    """

    def __init__(self, root: str, globs: Iterable[str], outside: Iterable[str] = ()) -> None:
        self._root = os.path.normpath(root)
        whole = [os.path.normpath(os.path.join(self._root, glob)) for glob in globs]
        self._bases = sorted({_base(glob) for glob in whole})
        self._pattern = _union(whole)
        self._outside = frozenset(map(os.path.realpath, outside))

    def matches(self, path: str) -> bool:
        """Whether a path (absolute, or from the folder) is meant."""
        whole = os.path.normpath(os.path.join(self._root, path))
        return _text(whole) is not None and self._pattern.fullmatch(whole) is not None

    def files(self) -> Iterator[os.DirEntry[str]]:
        """Every file that is meant, each once; folders that cannot be read hold none."""
        covered: list[str] = []
        for base in self._bases:
            if not any(_below(base, other) for other in covered):
                covered.append(base)
                yield from self._walk(base)

    def folders(self) -> Iterator[str]:
        """Every folder in which such files can lie."""
        for base in self._bases:
            open_ = [base]
            while open_:
                folder = open_.pop()
                yield folder
                open_ += [entry.path for entry in _entries(folder) if self._enters(entry)]

    def _walk(self, folder: str) -> Iterator[os.DirEntry[str]]:
        open_ = [folder]
        while open_:
            for entry in _entries(open_.pop()):
                if self._enters(entry):
                    open_.append(entry.path)
                elif not entry.is_dir(follow_symlinks=False) and self.matches(entry.path):
                    yield entry

    def _enters(self, entry: os.DirEntry[str]) -> bool:
        if not entry.is_dir(follow_symlinks=False) or os.path.realpath(entry.path) in self._outside:
            return False
        return entry.name not in PRUNED or any(_below(base, entry.path) for base in self._bases)


def _union(globs: list[str]) -> "re2._Regexp":
    try:
        return re2.compile("|".join(f"(?:{translate(glob)})" for glob in globs) or r"[^\x00-\x{10FFFF}]")
    except re2.error as error:
        raise ValueError(f"the globs cannot be read: {error}") from error


def translate(glob: str) -> str:
    """A glob as a pattern for RE2 that has to match as a whole. Raises ValueError for one that is too long."""
    if len(glob) > LONGEST:
        raise ValueError(f"a glob of over {LONGEST} characters is not read")
    return "(?s)" + "".join(map(_part, _TOKEN.findall(glob)))


def _part(token: str) -> str:
    plain = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if token in plain:
        return plain[token]
    if len(token) > 2 and token[0] == "[":
        inner = re2.escape(token[1:-1].removeprefix("!")).replace(r"\-", "-")
        return f"[{'^/' if token[1] == '!' else ''}{inner}]"
    if len(token) > 1 and token[0] == "{":
        return "(?:" + "|".join("".join(map(_part, _TOKEN.findall(one))) for one in token[1:-1].split(",")) + ")"
    return str(re2.escape(token))


def _base(glob: str) -> str:
    """The folder above the first part that is not plain."""
    parts = glob.split("/")[:-1]
    plain = next((n for n, part in enumerate(parts) if re.search(r"[*?\[{]", part)), len(parts))
    return "/".join(parts[:plain]) or "/"


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _text(path: str) -> str | None:
    """The path where it is text; names that are not UTF-8 are matched by no glob."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return None
    return path


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:  # gone since, or not ours to read: it holds nothing that can be depended on
        return []
