"""Work trees with everything that is hard to keep, and checkpoints of them without an engine."""

import itertools
import os
import stat
import subprocess
from pathlib import Path

from console.actions.checkpoint.manifest import Manifest
from console.actions.checkpoint.restore import Outcome, restore
from console.actions.checkpoint.shadow import Shadow
from console.actions.checkpoint.survey import Ground
from console.actions.checkpoint.take import Order, Taken, take

MiB = 1024 * 1024
QUIET = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}


def git(folder: Path, *args: str, check: bool = True) -> str:
    """Run git as a person would, with an identity and nothing of this machine."""
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(("git", *who, *args), cwd=folder, env=QUIET, capture_output=True, text=True, check=False)
    assert done.returncode == 0 or not check, done.stderr
    return done.stdout.strip()


def write(path: Path, data: str | bytes, mode: int = 0o644) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    path.chmod(mode)
    return path


class Home:
    """A project and the checkpoints of it."""

    def __init__(self, tmp: Path) -> None:
        self.project = tmp / "project"
        self.state = tmp / "state"
        self.project.mkdir(exist_ok=True)
        self.shadow = Shadow(str(self.state))
        self._numbers = itertools.count(1)

    @property
    def ground(self) -> Ground:
        project, state = os.fsencode(self.project), os.fsencode(self.state)
        return Ground(project=project, state=state, spare=os.fsencode(self.shadow.git), most=MiB)

    def take(self, token: str = "") -> Taken:
        token = token or f"t{next(self._numbers)}"
        return take(self.shadow, self.ground, Order(token=token, time=1.8e9, message="a test", state=b"{}"))

    def restore(self, wanted: Manifest, only: tuple[bytes, ...] = ()) -> Outcome:
        present = self.take().manifest
        return restore(self.shadow, os.fsencode(self.project), os.fsencode(self.trash), wanted, present, only)

    @property
    def trash(self) -> Path:
        return self.state / "trash"


def picture(root: Path, *, ignored: tuple[str, ...] = ()) -> dict[str, tuple[object, ...]]:
    """Everything below a folder that counts as the same: kinds, permissions, times, contents. No git directories."""
    found: dict[str, tuple[object, ...]] = {}
    for place, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name != ".git" and name not in ignored]
        for name in (*folders, *files):
            path = os.path.join(place, name)
            seen = os.lstat(path)
            if stat.S_ISLNK(seen.st_mode):
                value: tuple[object, ...] = ("link", os.readlink(path), seen.st_mtime_ns)
            elif stat.S_ISDIR(seen.st_mode):
                value = ("folder", stat.S_IMODE(seen.st_mode))
            elif stat.S_ISREG(seen.st_mode):
                value = ("file", stat.S_IMODE(seen.st_mode), seen.st_mtime_ns, Path(path).read_bytes())
            else:
                continue
            found[os.path.relpath(path, root)] = value
    return found


def hard_tree(project: Path) -> None:
    """A repository with what snapshots tend to lose."""
    git(project, "init", "-q")
    write(project / ".gitignore", "build/\n*.tmp\n")
    write(project / "crlf.txt", b"a\r\nb\r\n")
    write(project / "private.key", "secret", 0o600)
    write(project / "run.sh", "#!/bin/sh\n", 0o755)
    write(project / "build" / "kept.txt", "tracked although ignored")
    git(project, "add", "-f", ".gitignore", "crlf.txt", "run.sh", "build/kept.txt")
    git(project, "commit", "-qm", "first")
    write(project / "build" / "out.o", "ignored")
    write(project / "new" / "deep" / "file", "untracked")
    (project / "empty" / "below").mkdir(parents=True)
    (project / "empty").chmod(0o700)
    write(Path(os.fsdecode(os.fsencode(project) + b'/bad\xff\nname "q\\.txt')), "odd")
    (project / "dangling").symlink_to("no/where")
    (project / "to-folder").symlink_to("new")
    os.mkfifo(project / "pipe")
    write(project / "nested" / "inner.txt", "nested")
    git(project / "nested", "init", "-q")
    write(project / "nested" / ".gitignore", "*.log")
    write(project / "nested" / "x.log", "ignored in there")
    os.utime(project / "crlf.txt", ns=(1, 1_234_567_890_123_456_789))
