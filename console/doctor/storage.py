"""Where the state lies: whether it can be trusted, written, and holds a database."""

import os
from collections.abc import Iterator

from console.doctor.check import Check, Verdict
from console.doctor.host import Host
from console.store import statedir
from console.text.clean import clean

FEW_BYTES = 200 * 1024**2
TOO_FEW_BYTES = 20 * 1024**2
FEW_INODES = 1000
SHARED = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs", "lustre")


def storage_checks(host: Host, state: str | None, project: str) -> Iterator[Check]:
    """The state directory of a project, or the one named."""
    root = statedir.locate(project, state, host.env)
    yield _directory(host, root, state, project)
    yield _space(_existing(root))
    yield _filesystem(host, os.path.realpath(_existing(root)))


def _directory(host: Host, root: str, state: str | None, project: str) -> Check:
    """Whether it is there, safe, this project's, and can be written."""
    shown = clean(root)
    if not os.path.lexists(root):
        parent = _existing(root)
        if os.access(parent, os.W_OK | os.X_OK):
            return Check("state directory", Verdict.OK, f"{shown} will be made at first start")
        return Check("state directory", Verdict.FAIL, f"{shown} cannot be made: {clean(parent)} is not writable", _ELSE)
    try:
        opened = statedir.open_existing(project, state or host.env.get("KONTRAPUNKT_STATE") or root)
    except statedir.StateError as error:
        return Check("state directory", Verdict.FAIL, shown, clean(str(error)))
    if not opened.writable():
        return Check("state directory", Verdict.FAIL, f"{shown} cannot be written (full or read-only)", _ELSE)
    return Check("state directory", Verdict.OK, shown)


_ELSE = "make room there, or name another directory: --state DIR"


def _space(folder: str) -> Check:
    """Whether the disk has room for the store and its copies."""
    try:
        disk = os.statvfs(folder)
    except OSError as error:
        return Check("disk space", Verdict.WARN, f"not known: {error.strerror}")
    free, inodes = disk.f_bavail * disk.f_frsize, disk.f_favail
    found = f"{free / 1e9:.1f} GB free" if free >= 1e9 else f"{free / 1e6:.0f} MB free"
    if disk.f_files and inodes < FEW_INODES:
        return Check("disk space", Verdict.WARN, f"{found}, {inodes} inodes left", _ELSE)
    if free < FEW_BYTES:
        return Check("disk space", Verdict.FAIL if free < TOO_FEW_BYTES else Verdict.WARN, found, _ELSE)
    return Check("disk space", Verdict.OK, found)


def _filesystem(host: Host, folder: str) -> Check:
    """Whether the database's shared memory works there: it does not over a network."""
    kind = _kind(host.read("/proc/self/mounts") or "", folder)
    if kind.startswith(SHARED):
        remedy = "SQLite's WAL needs a local disk: name one with --state DIR or KONTRAPUNKT_STATE"
        return Check("file system", Verdict.FAIL, f"{kind}, over a network", remedy)
    return Check("file system", Verdict.OK, kind or "not known")


def _kind(mounts: str, folder: str) -> str:
    """The type of the file system a folder lies on, from the kernel's table of mounts; the longest match wins."""
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ").rstrip("/")
        if (folder == point or folder.startswith(point + "/")) and len(point) >= len(best):
            best, kind = point, fields[2]
    return clean(kind)


def _existing(path: str) -> str:
    """The nearest folder of a path that is there."""
    while not os.path.isdir(path) and os.path.dirname(path) != path:
        path = os.path.dirname(path)
    return path
