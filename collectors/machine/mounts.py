"""Which file systems are real disks, found in `/proc/self/mountinfo` (proc_pid_mountinfo(5))."""

import os
import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

MOUNTINFO = "/proc/self/mountinfo"
_IMAGES = frozenset(("squashfs", "iso9660", "udf", "erofs", "cramfs", "romfs"))
_POOLS = frozenset(("zfs", "btrfs", "bcachefs"))
_REMOTE = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "virtiofs", "ceph", "glusterfs", "afs", "lustre", "ncpfs", "coda")
)
_ESCAPE = re.compile(r"\\([0-7]{3})")


class Mount(Struct, frozen=True):
    """One mounted file system; `root` is the part of it that is seen at `point`, `device` its number."""

    point: str
    root: str
    kind: str
    source: str
    device: str

    @property
    def remote(self) -> bool:
        """Whether a server or another program answers for it, and may not."""
        return self.kind in _REMOTE or self.kind.startswith("fuse.")

    @property
    def disk(self) -> bool:
        """Whether it is a disk that can fill up: no image, nothing in memory, no layer over another one."""
        if self.remote or self.kind in _IMAGES:
            return False
        return self.source.startswith("/dev/") or self.kind in _POOLS

    @property
    def identity(self) -> str:
        """Equal for all places at which the same space is seen; each part of a pool has a device number of its own."""
        return self.source if self.source.startswith("/dev/") else self.device


class Choice(Struct, frozen=True):
    """The mounts to measure, and those left out because a server answers for them."""

    measured: tuple[Mount, ...]
    skipped: tuple[Mount, ...]


def parse(text: str) -> list[Mount]:
    """The mounts in the order in which they were made; later ones hide earlier ones at the same place."""
    mounts: list[Mount] = []
    for line in text.splitlines():
        here, _, there = line.partition(" - ")
        place, origin = here.split(" "), there.split(" ")
        if len(place) >= 5 and len(origin) >= 2:
            mounts.append(Mount(_plain(place[4]), _plain(place[3]), origin[0], _plain(origin[1]), place[2]))
    return mounts


def read(path: str = MOUNTINFO) -> list[Mount]:
    """The mounts of this process now. Raises OSError."""
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return parse(file.read())


def choose(mounts: Iterable[Mount], always: Sequence[str]) -> Choice:
    """Each disk once, at its shortest place, and whatever holds one of the folders `always`, remote or not."""
    visible = {mount.point: mount for mount in mounts}
    chosen: dict[str, Mount] = {}
    for mount in sorted(visible.values(), key=lambda m: (m.root != "/", len(m.point), m.point)):
        if mount.disk and mount.identity not in chosen and os.path.isdir(mount.point):
            chosen[mount.identity] = mount
    for folder in always:
        holder = _holder(folder, visible)
        if holder is not None:
            chosen.setdefault(holder.identity, holder)
    skipped = tuple(m for m in visible.values() if m.remote and m.identity not in chosen)
    return Choice(tuple(sorted(chosen.values(), key=lambda m: m.point)), skipped)


def _holder(folder: str, visible: dict[str, Mount]) -> Mount | None:
    """The mount that a folder lies on: the nearest mount point on its way up."""
    place = folder
    while place not in visible and place != os.path.dirname(place):
        place = os.path.dirname(place)
    return visible.get(place)


def _plain(field: str) -> str:
    """Blanks, tabs, newlines and backslashes are written as octal numbers of their bytes."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 8)), field)
