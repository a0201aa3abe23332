"""The machine: inotify, descriptors, pressure, programs, and what the console is made of."""

import importlib.util
import os
import platform
import resource
import sqlite3
from collections.abc import Iterator

from console.doctor.check import Check, Verdict
from console.doctor.host import Host

SQLITE = (3, 35, 0)
DESCRIPTORS = 1024
FOLDERS = 20_000
DEPTH = 6
NEVER_ENTERED = frozenset((".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", "site-packages"))
TOOLS = {
    "git": "branch, commits and edits of the project are followed with it: apt install git",
    "tmux": "only for a session that outlives the connection: apt install tmux",
    "gh": "only for CI runs on GitHub: https://cli.github.com",
    "glab": "only for CI runs on GitLab: https://gitlab.com/gitlab-org/cli",
}
NATIVE = {
    "re2": (Verdict.FAIL, "filters and redaction need it: pip install google-re2"),
    "hyperscan": (Verdict.WARN, "logs are read more slowly without it: pip install hyperscan"),
    "psutil": (Verdict.FAIL, "processes and the machine are measured with it: pip install psutil"),
    "watchfiles": (Verdict.FAIL, "changes of files are noticed with it: pip install watchfiles"),
}
_INOTIFY = "/proc/sys/fs/inotify/"


def machine_checks(host: Host, project: str) -> Iterator[Check]:
    """Everything about the machine."""
    yield from _inotify(host, project)
    yield _descriptors()
    yield _pressure(host)
    yield from (_tool(host, name, remedy) for name, remedy in TOOLS.items())
    yield Check("python", Verdict.OK, platform.python_version())
    yield _sqlite()
    yield from (_native(name, *rest) for name, rest in NATIVE.items())


def _inotify(host: Host, project: str) -> Iterator[Check]:
    """The kernel's limits a login, against what is used and what the project needs."""
    limits = [host.read(_INOTIFY + name) or "" for name in ("max_user_watches", "max_user_instances")]
    if not all(limit.isdigit() for limit in limits):
        yield Check("inotify", Verdict.WARN, "no limits can be read: changes are found by looking every second")
        return
    watches, instances = _used()
    yield _limit("watches", int(limits[0]), watches, _folders(project))
    yield _limit("instances", int(limits[1]), instances, 2)


def _limit(what: str, limit: int, used: int, needed: int) -> Check:
    """One limit; without room, changes are still found by looking every second."""
    found = f"limit {limit:,}, {used:,} used by this login, {needed:,} needed here"
    if used + needed <= limit:
        return Check(f"inotify {what}", Verdict.OK, found)
    remedy = f"sysctl fs.inotify.max_user_{what}={max(2 * (used + needed), 512):d} (keep it in /etc/sysctl.d/)"
    return Check(f"inotify {what}", Verdict.WARN, f"{found}: the rest is looked at every second", remedy)


def _used() -> tuple[int, int]:
    """Watches and instances that processes of this login hold, as far as they may be seen."""
    watches = instances = 0
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.stat(f"/proc/{process}").st_uid != os.geteuid():
                continue
            for descriptor in os.listdir(f"/proc/{process}/fd"):
                if os.readlink(f"/proc/{process}/fd/{descriptor}") == "anon_inode:inotify":
                    instances += 1
                    watches += _watches(f"/proc/{process}/fdinfo/{descriptor}")
        except OSError:  # a process that ended meanwhile, or one that may not be looked into
            continue
    return watches, instances


def _watches(path: str) -> int:
    """The watches of one inotify descriptor."""
    with open(path, "rb") as file:
        return sum(line.startswith(b"inotify ") for line in file)


def _folders(project: str) -> int:
    """Folders the log collector may watch; counting stops at 20,000."""
    count, level = 0, [project]
    for _ in range(DEPTH + 1):
        count += len(level)
        if not level or count >= FOLDERS:
            break
        level = [inner for folder in level for inner in _inside(folder)]
    return min(count, FOLDERS)


def _inside(folder: str) -> list[str]:
    """The folders in a folder that are ever entered; none where it may not be read."""
    try:
        with os.scandir(folder) as entries:
            return [
                entry.path
                for entry in entries
                if entry.name not in NEVER_ENTERED and entry.is_dir(follow_symlinks=False)
            ]
    except OSError:
        return []


def _descriptors() -> Check:
    """How many files a process may hold open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= DESCRIPTORS:
        return Check("open files", Verdict.OK, f"limit {'none' if soft == resource.RLIM_INFINITY else soft}")
    remedy = f"ulimit -n {DESCRIPTORS}" if hard == resource.RLIM_INFINITY or hard >= DESCRIPTORS else "raise the limit"
    return Check("open files", Verdict.WARN, f"limit {soft}", remedy)


def _pressure(host: Host) -> Check:
    """Whether the kernel tells how long tasks wait for CPU, memory and disks."""
    if host.read("/proc/pressure/memory"):
        return Check("pressure", Verdict.OK, "the kernel tells pressure stalls")
    return Check("pressure", Verdict.WARN, "no /proc/pressure: stalls are not shown", "boot the kernel with psi=1")


def _tool(host: Host, name: str, remedy: str) -> Check:
    """A program that is used when it is there."""
    path = host.which(name)
    if path is None:
        return Check(name, Verdict.WARN if name == "git" else Verdict.OK, "not installed", remedy)
    return Check(name, Verdict.OK, host.run([name, "-V" if name == "tmux" else "--version"]) or path)


def _sqlite() -> Check:
    """The database library that came with Python."""
    if sqlite3.sqlite_version_info >= SQLITE:
        return Check("sqlite", Verdict.OK, sqlite3.sqlite_version)
    needed = ".".join(map(str, SQLITE))
    return Check("sqlite", Verdict.FAIL, sqlite3.sqlite_version, f"a Python with SQLite {needed} or newer is needed")


def _native(name: str, without: Verdict, remedy: str) -> Check:
    """A library with a part in machine code, which may be missing on a rare platform."""
    if importlib.util.find_spec(name) is None:
        return Check(name, without, "not installed", remedy)
    return Check(name, Verdict.OK, "installed")
