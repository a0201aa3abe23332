"""What the last checkpoint read, so that the next one reads only what has changed since."""

import os

import msgspec
from msgspec import Struct

from console.actions.checkpoint.survey import Seen

TICK_NS = 20_000_000
COARSE_NS = 2_000_000_000
_SECOND_NS = 1_000_000_000


class Known(Struct, frozen=True, array_like=True, gc=False):
    """A file as it was when its content was read, and the object of that content."""

    seen: Seen
    blob: bytes


class Cache(Struct, frozen=True, kw_only=True):
    """The files of the checkpoint `token`; `tree` is their git tree, `begun` when they were looked at (ns)."""

    format: int = 1
    token: str = ""
    tree: str = ""
    begun: int = 0
    files: tuple[Known, ...] = ()

    def fresh(self, known: Known, seen: Seen) -> bool:
        """Whether a file surely still has the content that was read.

        Times that lie too near to the look cannot tell a later change from an earlier one: such a file is read again.
        """
        was = known.seen
        same = was.inode == seen.inode and was.size == seen.size and was.mtime == seen.mtime and was.ctime == seen.ctime
        if not same or (was.mode ^ seen.mode) >> 12:
            return False
        coarse = seen.ctime % _SECOND_NS == 0
        return max(seen.mtime, seen.ctime) < self.begun - (COARSE_NS if coarse else TICK_NS)


_decode = msgspec.msgpack.Decoder(Cache).decode


def load(path: str) -> Cache:
    """The stored cache; an empty one when there is none that can be read: then everything is read."""
    try:
        with open(path, "rb") as file:
            found = _decode(file.read())
    except (OSError, msgspec.MsgspecError):
        return Cache()
    return found if found.format == Cache().format else Cache()


def save(path: str, cache: Cache) -> None:
    """Store the cache, whole or not at all. Raises OSError."""
    part = f"{path}.part"
    with open(part, "wb") as file:
        file.write(msgspec.msgpack.encode(cache))
    os.replace(part, path)
