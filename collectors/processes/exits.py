"""How strangers ended: a descriptor held on a process tells its exit status after its parent has reaped it.

The kernel offers this from Linux 6.15 on (PIDFD_GET_INFO with PIDFD_INFO_EXIT, include/uapi/linux/pidfd.h); on older
ones only a zombie's status can be read.
"""

import fcntl
import os
import struct

_INFO = struct.Struct("=QQ12i")
_GET_INFO = (3 << 30) | (_INFO.size << 16) | (0xFF << 8) | 11
_EXIT = 1 << 3
MOST = 256


class ExitWatch:
    """Holds descriptors on at most `MOST` processes; without the kernel's help it holds none and knows nothing."""

    def __init__(self) -> None:
        self._held: dict[int, int] = {}
        self._able = _kernel_tells()

    def hold(self, pid: int) -> None:
        """Be ready to tell how `pid` ends; a process that is already gone stays unknown."""
        if not self._able or pid in self._held or len(self._held) >= MOST:
            return
        try:
            self._held[pid] = os.pidfd_open(pid)
        except OSError:
            return

    def ended(self, pid: int) -> int | None:
        """The exit code of `pid`, now that it is gone, negative for a signal, None when unknown; lets go of it."""
        descriptor = self._held.pop(pid, None)
        if descriptor is None:
            return None
        try:
            mask, status = _ask(descriptor)
        except OSError:
            return None
        finally:
            os.close(descriptor)
        return os.waitstatus_to_exitcode(status) if mask & _EXIT else None

    def close(self) -> None:
        """Let go of all and take no more, also from a sweep that still runs on its thread."""
        self._able = False
        while self._held:
            os.close(self._held.popitem()[1])


def _ask(descriptor: int) -> tuple[int, int]:
    """The mask of what the kernel answered, and the exit status. Raises OSError."""
    buffer = bytearray(_INFO.pack(_EXIT, *([0] * 13)))
    fcntl.ioctl(descriptor, _GET_INFO, buffer)
    answer = _INFO.unpack(buffer)
    return answer[0], answer[-1]


def _kernel_tells() -> bool:
    """Whether this kernel knows the question at all."""
    try:
        descriptor = os.pidfd_open(os.getpid())
    except (OSError, AttributeError):
        return False
    try:
        _ask(descriptor)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True
