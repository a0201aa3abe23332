"""Configuration files as text: only those that nobody else could have written."""

import os
import stat

from msgspec import Struct

from console.config.problem import Problem, printable

LARGEST = 256 * 1024
DOTS = 100
"""tomllib takes quadratic time for a dotted key, which stands on one line."""


class Source(Struct, frozen=True):
    """A file that was read; `name` is its path in printable form, `digest` the SHA-256 of its bytes."""

    path: str
    name: str
    text: str
    digest: str


def read(path: str, uid: int | None = None) -> Source | Problem | None:
    """The text of a configuration file, None when there is none.

    A file is refused when it belongs to neither `uid` (default: this login) nor root, when everybody may write to
    it, or when it is no ordinary file of at most 256 KiB in UTF-8.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        return _refused(path, f"cannot be read: {getattr(error, 'strerror', None) or error}")
    try:
        reason = _why_not(os.fstat(fd), os.getuid() if uid is None else uid)
        return _refused(path, reason) if reason else _decoded(path, _content(fd))
    except OSError as error:
        return _refused(path, f"cannot be read: {error.strerror}")
    finally:
        os.close(fd)


def _content(fd: int) -> bytes:
    """The whole file, or a little more than is allowed."""
    content = b""
    while len(content) <= LARGEST and (piece := os.read(fd, LARGEST + 1)):
        content += piece
    return content


def _why_not(status: os.stat_result, uid: int) -> str:
    if not stat.S_ISREG(status.st_mode):
        return "is not an ordinary file"
    if status.st_uid not in (0, uid):
        return f"belongs to another login (uid {status.st_uid}); it is not read"
    if status.st_mode & stat.S_IWOTH:
        return "may be written by everybody; it is not read until `chmod o-w` is done"
    return ""


def _decoded(path: str, content: bytes) -> Source | Problem:
    from hashlib import sha256

    if len(content) > LARGEST:
        return _refused(path, "is larger than 256 KiB; it is not read")
    name = printable(path, 4096)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Problem(kind="syntax", file=name, line=line, key="", message="is not UTF-8 text")
    for number, row in enumerate(text.split("\n"), 1):
        if row.count(".") > DOTS:
            return Problem(kind="syntax", file=name, line=number, key="", message=f"has more than {DOTS} dots")
    return Source(path, name, text, sha256(content).hexdigest())


def _refused(path: str, reason: str) -> Problem:
    return Problem(kind="refused", file=printable(path, 4096), line=0, key="", message=reason)
