"""Whether a directory may hold the state: it is ours, nobody else may write to it, and nobody can put another there."""

import os
import stat


class StateError(Exception):
    """The state directory cannot be used; the message says why and what to do."""


class Trusted:
    """An open descriptor of a directory that passed the checks; closes it at the end."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._fd = -1

    def __enter__(self) -> int:
        try:
            self._fd = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError as error:
            raise StateError(_why_not_opened(self._root, error)) from error
        try:
            _check_mode(self._root, os.fstat(self._fd))
        except StateError:
            os.close(self._fd)
            raise
        return self._fd

    def __exit__(self, *_: object) -> None:
        os.close(self._fd)


def _why_not_opened(root: str, error: OSError) -> str:
    if os.path.islink(root):
        target = os.path.realpath(root)
        return f"the state directory {root} is a symbolic link; name the directory itself: --state {target}"
    if os.path.exists(root) and not os.path.isdir(root):
        return f"{root} is not a directory; name another: --state"
    return f"cannot open the state directory {root}: {error.strerror}; name another: --state"


def _check_mode(root: str, status: os.stat_result) -> None:
    if status.st_uid != os.geteuid():
        raise StateError(
            f"the state directory {root} belongs to user {status.st_uid}, not to you; name another: --state"
        )
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise StateError(f"others may write to the state directory {root}; correct it: chmod 700 {root}")


def check_parents(root: str) -> None:
    """Refuse a directory that strangers could replace: raises StateError.

    Such is one straight in a shared directory, or below one that lacks the sticky bit.
    """
    own = False
    parent = os.path.dirname(os.path.abspath(root))
    while True:
        status = _look(parent)
        if status is not None and status.st_mode & stat.S_IWOTH and not (own and status.st_mode & stat.S_ISVTX):
            raise StateError(
                f"the state directory {root} would lie in {parent}, where everybody may write; "
                "name one in a directory of your own: --state"
            )
        own = own or (status is not None and status.st_uid == os.geteuid() and not status.st_mode & 0o022)
        if parent == os.path.dirname(parent):
            return
        parent = os.path.dirname(parent)


def _look(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StateError(f"cannot look at {path}: {error.strerror}; name another directory: --state") from error
