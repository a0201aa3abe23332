"""The surroundings of a folder, looked up when asked for: files, git, scripts, targets, ports, caches. Runs nothing."""

import json
import os
import re
from functools import cached_property
from itertools import islice
from pathlib import Path

from console.analysis.fixes.declared import declared
from console.analysis.fixes.surroundings import Cache, Holder

_CACHES = (
    ("~/.cache/pip", "pip cache purge"),
    ("~/.npm/_cacache", "npm cache clean --force"),
    ("~/.cache/yarn", "yarn cache clean"),
    ("~/.cache/uv", "uv cache clean"),
    ("~/.cache/go-build", "go clean -cache"),
    ("~/go/pkg/mod", "go clean -modcache"),
    ("~/.gradle/caches", "rm -r ~/.gradle/caches"),
    ("~/.cache/pre-commit", "pre-commit gc"),
    ("~/.cache/pypoetry", "poetry cache clear --all ."),
    ("~/Library/Caches/Homebrew", "brew cleanup"),
    ("/var/cache/apt/archives", "sudo apt-get clean"),
    ("/var/log/journal", "sudo journalctl --vacuum-size=200M"),
)
_WORTH = 64 * 2**20
_ENTRIES, _FILES, _BYTES = 5000, 20_000, 2**20
_TARGET = re.compile(r"(?m)^([A-Za-z][\w./-]*)\s*:(?!=)")


class Here:
    """The surroundings of one folder; everything is bounded, and what cannot be read is not there."""

    def __init__(self, folder: str) -> None:
        """`folder` is where the command was given."""
        self._folder = Path(folder)

    def programs(self) -> frozenset[str]:
        """The names of the programs on the PATH."""
        return self._programs

    def entries(self, folder: str) -> tuple[str, ...]:
        """What lies in a folder, folders with a slash behind; empty when it does not exist."""
        try:
            with os.scandir(self._folder / os.path.expanduser(folder)) as found:
                return tuple(entry.name + ("/" if entry.is_dir() else "") for entry in islice(found, _ENTRIES))
        except (OSError, ValueError):
            return ()

    def scripts(self) -> tuple[str, ...]:
        """The names of the scripts in package.json."""
        try:
            scripts = json.loads(self._read("package.json") or "{}").get("scripts", {})
        except (ValueError, AttributeError):
            return ()
        return tuple(scripts) if isinstance(scripts, dict) else ()

    def targets(self) -> tuple[str, ...]:
        """The targets of the Makefile."""
        texts = (self._read(name) for name in ("GNUmakefile", "makefile", "Makefile"))
        return tuple(dict.fromkeys(_TARGET.findall(next(filter(None, texts), ""))))

    def branch(self) -> str:
        """The branch that is checked out in git."""
        return self._git_file("HEAD").partition("ref: refs/heads/")[2].strip()

    def branches(self) -> tuple[str, ...]:
        """The branches git knows, local ones first, remote ones without the remote's name."""
        packed = re.findall(r"(?m)^[0-9a-f]+ refs/(?:heads|remotes/[^/\s]+)/(\S+)$", self._git_file("packed-refs"))
        loose = [name for root in ("refs/heads", "refs/remotes") for name in self._refs(root)]
        return tuple(name for name in dict.fromkeys((*loose, *packed)) if name != "HEAD")

    def holder(self, port: int) -> Holder | None:
        """Who listens on a port."""
        import psutil

        try:
            listening = psutil.net_connections(kind="inet")
            pid = next(
                (one.pid for one in listening if one.status == "LISTEN" and one.laddr and one.laddr.port == port), None
            )
            return Holder(pid, psutil.Process(pid).name()) if pid else None
        except (psutil.Error, OSError):
            return None

    def caches(self) -> tuple[Cache, ...]:
        """The caches worth emptying, biggest first; of a huge one only a part is counted."""
        sized = (Cache(path, _size(Path(path).expanduser()), command) for path, command in _CACHES)
        return tuple(sorted((cache for cache in sized if cache.size >= _WORTH), key=lambda cache: -cache.size))

    def declared(self) -> frozenset[str]:
        """The Python distributions that the project asks for, by their normalised names."""
        return self._declared

    @cached_property
    def _declared(self) -> frozenset[str]:
        return declared(self._folder)

    @cached_property
    def _programs(self) -> frozenset[str]:
        folders = os.environ.get("PATH", "").split(os.pathsep)
        return frozenset(name for folder in folders for name in _names(folder))

    @cached_property
    def _git(self) -> Path | None:
        """The folder git keeps its own things in; a worktree names it in a file."""
        for folder in (self._folder, *self._folder.resolve().parents):
            inner = folder / ".git"
            if inner.is_dir():
                return inner
        return None

    def _git_file(self, name: str) -> str:
        return _text(self._git / name) if self._git else ""

    def _refs(self, root: str) -> list[str]:
        base = self._git / root if self._git else None
        if base is None or not base.is_dir():
            return []
        skip = 1 if root.endswith("remotes") else 0
        found = (Path(folder, name) for folder, _, names in os.walk(base) for name in names)
        return ["/".join(path.relative_to(base).parts[skip:]) for path in islice(found, _ENTRIES)]

    def _read(self, name: str) -> str:
        return _text(self._folder / name)


def _text(path: Path) -> str:
    """The beginning of a file; nothing when it cannot be read."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(_BYTES)
    except OSError:
        return ""


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder) if folder else []
    except OSError:
        return []


def _size(root: Path) -> int:
    """The bytes below a folder, of the first `_FILES` files."""
    paths = (os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names)
    return sum(_bytes(path) for path in islice(paths, _FILES))


def _bytes(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0
