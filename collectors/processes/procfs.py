"""One read a process: `/proc/<pid>/stat` holds everything a sweep needs (proc_pid_stat(5)).

psutil reads three files for the same figures and took eight times the CPU when measured, so it is kept for what is
asked once a process.
"""

import os

from msgspec import Struct

KERNEL_THREAD = 0x00200000
PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
_STAT_BYTES = 4096
_COMMAND_BYTES = 4096


class Stat(Struct, frozen=True):
    """One process at one moment. `ticks` is its CPU time so far and `started` its start since boot, in clock ticks.

    `rss` is in bytes, `comm` the kernel's name for it (15 bytes at most), `exit_status` as waitpid would give it: it
    is readable for a zombie of this login and 0 otherwise.
    """

    pid: int
    ppid: int
    comm: bytes
    state: str
    kernel: bool
    ticks: int
    threads: int
    started: int
    rss: int
    exit_status: int


def pids(root: str = "/proc") -> list[int]:
    """The processes that can be seen."""
    return [int(name) for name in os.listdir(root) if name.isdigit()]


def read_stat(pid: int, root: str = "/proc") -> Stat | None:
    """The process now, None when it is gone."""
    raw = read_bytes(f"{root}/{pid}/stat", _STAT_BYTES)
    return parse_stat(pid, raw) if raw else None


def parse_stat(pid: int, raw: bytes) -> Stat:
    """The fields of a stat line; the name may itself hold blanks and brackets, so the last bracket counts."""
    end = raw.rindex(b")")
    field = raw[end + 2 :].split()
    return Stat(
        pid=pid,
        ppid=int(field[1]),
        comm=raw[raw.index(b"(") + 1 : end],
        state=chr(field[0][0]),
        kernel=bool(int(field[6]) & KERNEL_THREAD),
        ticks=int(field[11]) + int(field[12]),
        threads=int(field[17]),
        started=int(field[19]),
        rss=int(field[21]) * PAGE,
        exit_status=int(field[49]),
    )


def read_argv(pid: int, root: str = "/proc") -> list[bytes]:
    """The arguments, at most 4 KiB of them; empty for a zombie, a kernel thread, or when it may not be read."""
    raw = read_bytes(f"{root}/{pid}/cmdline", _COMMAND_BYTES)
    return raw.rstrip(b"\0").split(b"\0") if raw else []


def read_owner(pid: int, root: str = "/proc") -> int | None:
    """The effective user id, None when the process is gone."""
    try:
        return os.stat(f"{root}/{pid}").st_uid
    except OSError:
        return None


def read_folder(pid: int, root: str = "/proc") -> str | None:
    """The working directory, None when it may not be read."""
    try:
        return os.readlink(f"{root}/{pid}/cwd")
    except OSError:
        return None


def count_descriptors(pid: int, root: str = "/proc") -> int | None:
    """Open descriptors, None when they may not be read. Linux 6.2 and newer tell without listing them."""
    folder = f"{root}/{pid}/fd"
    try:
        return os.stat(folder).st_size or len(os.listdir(folder))
    except OSError:
        return None


def read_bytes(path: str, most: int) -> bytes:
    """The beginning of a file of the proc file system; empty when it is gone or may not be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.read(descriptor, most)
    except OSError:
        return b""
    finally:
        os.close(descriptor)
