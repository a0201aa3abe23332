"""Sees that something was pushed: git notes it in the log of the remote branch (gitrepository-layout(5))."""

import os

from collectors.ci.remotes import config_path

_HEAD_BYTES = 4096


class Push:
    """Looks at the checked-out branch on every remote; costs a few stats a look."""

    def __init__(self, project: str) -> None:
        self._project = project
        self._marks: dict[str, int] | None = None

    def seen(self) -> bool:
        """Whether something was pushed, or fetched, since the last time; False the first time."""
        marks = self._look()
        before, self._marks = self._marks, marks
        return before is not None and any(before.get(path) != mark for path, mark in marks.items())

    def _look(self) -> dict[str, int]:
        folder = os.path.dirname(config_path(self._project))
        head = os.path.join(_own_folder(self._project), "HEAD")
        try:
            with open(head, encoding="utf-8", errors="replace") as file:
                branch = file.read(_HEAD_BYTES).strip().partition("refs/heads/")[2]
            remotes = os.listdir(os.path.join(folder, "logs/refs/remotes")) if branch else []
        except OSError:
            return {}
        paths = [os.path.join(folder, "logs/refs/remotes", remote, branch) for remote in remotes]
        return {path: mark for path in paths if (mark := _mark(path))}


def _own_folder(project: str) -> str:
    """The git directory of this work tree, which a linked one names in a file."""
    folder = os.path.join(project, ".git")
    if not os.path.isfile(folder):
        return folder
    try:
        with open(folder, encoding="utf-8", errors="replace") as file:
            return os.path.join(project, file.readline(_HEAD_BYTES).removeprefix("gitdir:").strip())
    except OSError:
        return folder


def _mark(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except (OSError, ValueError):
        return 0
