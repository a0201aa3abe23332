"""Which file systems need care: remote ones are polled in a thread, the kernel's own are never entered."""

import os

REMOTE = (
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "fuse",
    "fuseblk",
    "afs",
    "ceph",
    "glusterfs",
    "vboxsf",
    "virtiofs",
)
KERNEL = frozenset(
    {"proc", "sysfs", "cgroup", "cgroup2", "devpts", "devtmpfs", "debugfs", "tracefs", "securityfs", "bpf", "pstore"}
    | {"efivarfs", "configfs", "mqueue", "hugetlbfs", "binfmt_misc", "autofs", "fusectl", "nsfs"}
)


class Mounts:
    """File system types by device, as /proc/self/mountinfo lists them; unknown devices count as local."""

    def __init__(self, table: str = "/proc/self/mountinfo") -> None:
        self._table = table
        self._types: dict[int, str] = {}

    def refresh(self) -> None:
        """Read the table again; a machine without one has local file systems only."""
        try:
            with open(self._table, encoding="utf-8", errors="surrogateescape") as lines:
                self._types = dict(filter(None, map(_entry, lines)))
        except OSError:
            self._types = {}

    def is_remote(self, device: int) -> bool:
        """Whether changes made elsewhere are not announced here and a call may take long."""
        kind = self._types.get(device, "")
        return kind in REMOTE or kind.startswith("fuse.")

    def is_kernel(self, device: int) -> bool:
        """Whether files there are no files but views into the kernel."""
        return self._types.get(device, "") in KERNEL


def _entry(line: str) -> tuple[int, str] | None:
    """Device number and type from one line (proc(5)); None when the line is cut."""
    left, _, right = line.partition(" - ")
    fields, kinds = left.split(), right.split()
    if len(fields) < 3 or not kinds:
        return None
    major, _, minor = fields[2].partition(":")
    return os.makedev(int(major), int(minor)), kinds[0]
