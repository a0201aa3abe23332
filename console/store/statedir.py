"""The state directory: where it is, who may use it, and the lock that makes the engine the only writer."""

import fcntl
import os
import socket
import stat
import struct
import time
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from console.store import naming

LABEL = "project.json"


class StateError(Exception):
    """The state directory cannot be used; the message says why and what to do."""


class Label(Struct, frozen=True):
    """What a state directory says of itself: the project's real path and the name of this machine at first start."""

    project: str
    node: str
    created: float


class StateDir(Struct, frozen=True):
    """An accepted state directory and the paths of the files in it."""

    root: str
    project: str
    node: str

    @property
    def store(self) -> str:
        """The database."""
        return os.path.join(self.root, "store.sqlite")

    @property
    def lock(self) -> str:
        """The file whose lock the engine holds while it runs."""
        return os.path.join(self.root, "engine.lock")

    @property
    def socket(self) -> str:
        """The engine's Unix socket."""
        return os.path.join(self.root, "engine.sock")

    @property
    def log(self) -> str:
        """The engine's own log."""
        return os.path.join(self.root, "engine.log")

    @property
    def backups(self) -> str:
        """The folder of verified copies of the database."""
        return os.path.join(self.root, "backups")

    @property
    def remembered(self) -> str:
        """What the screen remembers: theme, layout."""
        return os.path.join(self.root, "screen.json")

    def writable(self) -> bool:
        """Whether a file can be made here now; false on a full or read-only disk."""
        probe = os.path.join(self.root, f".probe-{os.getpid()}")
        try:
            fd = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            return False
        try:
            return os.write(fd, b"probe") == 5
        except OSError:
            return False
        finally:
            os.close(fd)
            os.unlink(probe)


def locate(project: str, explicit: str | None = None, env: Mapping[str, str] | None = None) -> str:
    """Where the state of a project lies: named explicitly, by KONTRAPUNKT_STATE, or below XDG_STATE_HOME."""
    return naming.locate(project, explicit, os.environ if env is None else env)


def open_state(project: str, path: str | None = None) -> StateDir:
    """Open the state directory for the engine, creating it (0700) when it is missing.

    Raises StateError when the directory cannot be trusted or belongs to another project.
    """
    root = locate(project, path)
    _check_parents(root)
    try:
        os.makedirs(os.path.dirname(root), mode=0o700, exist_ok=True)
        os.mkdir(root, 0o700)
    except FileExistsError:
        pass
    except OSError as error:
        raise StateError(
            f"cannot create the state directory {root}: {error.strerror}; name another: --state"
        ) from error
    with _checked(root) as fd:
        label = _read_label(root, fd) or _adopt(root, fd, project)
        _check_owner_project(root, label, project)
        os.fchmod(fd, 0o700)
    return StateDir(root, label.project, label.node)


def open_existing(project: str, path: str | None = None) -> StateDir:
    """Open the state directory for reading; nothing is created or changed.

    Raises StateError when there is none yet, when it cannot be trusted, or when it belongs to another project.
    """
    root = locate(project, path)
    if not os.path.lexists(root):
        raise StateError(
            f"nothing is stored yet for {project}: start `kontrapunkt` or `kontrapunkt engine` there first"
        )
    _check_parents(root)
    with _checked(root) as fd:
        label = _read_label(root, fd)
        if label is None:
            raise StateError(f"{root} is not a state directory; name the right one: --state or KONTRAPUNKT_STATE")
        _check_owner_project(root, label, project)
    return StateDir(root, label.project, label.node)


def hold(path: str) -> int | None:
    """Take the lock on a file; None when another process has it.

    Returns a descriptor that keeps the lock until it is closed or its process ends; children do not inherit it.
    Next to the flock an open-file-description lock is set, because only that one can be asked about without
    touching it.
    """
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.fcntl(fd, fcntl.F_OFD_SETLK, _whole_file())
    except BlockingIOError:
        os.close(fd)
        return None
    except OSError:
        os.close(fd)
        raise
    return fd


def is_held(path: str) -> bool:
    """Whether some process holds the lock; asking never disturbs one that wants it."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    try:
        answer = fcntl.fcntl(fd, fcntl.F_OFD_GETLK, _whole_file())
    finally:
        os.close(fd)
    return bool(struct.unpack("hhqqi4x", answer)[0] != fcntl.F_UNLCK)


def _whole_file() -> bytes:
    """The C structure flock for a write lock on all of a file."""
    return struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)


class _checked:  # noqa: N801 - used as a function
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


def _check_parents(root: str) -> None:
    """Refuse a directory that strangers could replace: one in a shared directory without a private one between."""
    parent = os.path.dirname(os.path.abspath(root))
    while True:
        try:
            status = os.stat(parent)
        except FileNotFoundError:
            status = None
        except OSError as error:
            raise StateError(f"cannot look at {parent}: {error.strerror}; name another directory: --state") from error
        if status and status.st_mode & stat.S_IWOTH:
            raise StateError(
                f"the state directory {root} would lie in {parent}, where everybody may write; "
                "name one in a directory of your own (0700): --state"
            )
        private = status and status.st_uid == os.geteuid() and not status.st_mode & 0o077
        if private or parent == os.path.dirname(parent):
            return
        parent = os.path.dirname(parent)


def _read_label(root: str, fd: int) -> Label | None:
    try:
        label = os.open(LABEL, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=fd)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StateError(f"cannot read {root}/{LABEL}: {error.strerror}") from error
    with os.fdopen(label, "rb") as file:
        try:
            return msgspec.json.decode(file.read(65536), type=Label)
        except msgspec.MsgspecError as error:
            raise StateError(f"{root}/{LABEL} is damaged ({error}); move it away to use the directory again") from error


def _adopt(root: str, fd: int, project: str) -> Label:
    """Make an empty directory the project's; the label appears whole or not at all."""
    if os.listdir(fd) not in ([], [LABEL]):
        raise StateError(f"{root} holds other files and is not a state directory; name an empty or new one: --state")
    node = socket.gethostname().split(".")[0] or "localhost"
    label = Label(naming.real(project), node, time.time())
    temporary = f".{LABEL}-{os.getpid()}"
    written = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600, dir_fd=fd)
    with os.fdopen(written, "wb") as file:
        file.write(msgspec.json.encode(label))
        file.flush()
        os.fsync(file.fileno())
    os.rename(temporary, LABEL, src_dir_fd=fd, dst_dir_fd=fd)
    os.fsync(fd)
    return label


def _check_owner_project(root: str, label: Label, project: str) -> None:
    if label.project != naming.real(project):
        raise StateError(
            f"the state directory {root} belongs to the project {label.project}, not to {naming.real(project)}; "
            f"name another with --state, or that project with --project {label.project}"
        )
