"""The state directory of a project: where it is, whose it is, and what lies in it."""

import os
import stat
import time
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from console.store import naming
from console.store.lock import hold, is_held
from console.store.trust import StateError, Trusted, check_parents

__all__ = ["NothingStoredError", "StateDir", "StateError", "hold", "is_held", "locate", "open_existing", "open_state"]

LABEL = "project.json"


class NothingStoredError(StateError):
    """No engine has ever run here; there is nothing to read."""


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
    def jobs(self) -> str:
        """The folder of the jobs' attempts, one folder a job and in it one an attempt."""
        return os.path.join(self.root, "jobs")

    @property
    def checkpoints(self) -> str:
        """The folder of the checkpoints' git directory and of the trash."""
        return os.path.join(self.root, "checkpoints")

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
    check_parents(root)
    try:
        os.makedirs(os.path.dirname(root), mode=0o700, exist_ok=True)
        os.mkdir(root, 0o700)
    except FileExistsError:
        pass
    except OSError as error:
        raise StateError(
            f"cannot create the state directory {root}: {error.strerror}; name another: --state"
        ) from error
    with Trusted(root) as fd:
        try:
            label = _read_label(root, fd) or _adopt(root, fd, project)
        except OSError as error:
            raise StateError(f"cannot write to the state directory {root}: {error.strerror}") from error
        _check_owner_project(root, label, project)
        _make_private(root, fd)
    return StateDir(root, label.project, label.node)


def _make_private(root: str, fd: int) -> None:
    if stat.S_IMODE(os.fstat(fd).st_mode) == 0o700:
        return
    try:
        os.fchmod(fd, 0o700)
    except OSError as error:
        raise StateError(f"cannot make the state directory {root} private: {error.strerror}") from error


def open_existing(project: str, path: str | None = None) -> StateDir:
    """Open the state directory for reading; nothing is created or changed.

    Raises NothingStoredError when there is none yet, StateError when it is not to be trusted or another project's.
    """
    root = locate(project, path)
    if not os.path.lexists(root):
        raise NothingStoredError(_nothing(project))
    check_parents(root)
    with Trusted(root) as fd:
        label = _read_label(root, fd)
        if label is None and not os.listdir(fd):
            raise NothingStoredError(_nothing(project))
        if label is None:
            raise StateError(f"{root} is not a state directory; name the right one: --state or KONTRAPUNKT_STATE")
        _check_owner_project(root, label, project)
    return StateDir(root, label.project, label.node)


def _nothing(project: str) -> str:
    return f"nothing is stored yet for {project}: start `kontrapunkt` or `kontrapunkt engine` there first"


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
    foreign = [name for name in os.listdir(fd) if name != LABEL and not name.startswith(f".{LABEL}-")]
    if foreign:
        raise StateError(f"{root} holds other files and is not a state directory; name an empty or new one: --state")
    node = os.uname().nodename.split(".")[0] or "localhost"
    label = Label(naming.real(project), node, time.time())
    temporary = f".{LABEL}-{os.getpid()}"
    written = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600, dir_fd=fd)
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
