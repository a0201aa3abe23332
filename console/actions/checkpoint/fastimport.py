"""Writing a commit in one go: objects into one pack, the reference last, all of it or nothing.

The stream is that of git-fast-import(1); it ends with `done`, without which git keeps nothing of it.
"""

import stat
import subprocess
from types import TracebackType
from typing import IO, Self

from console.actions.checkpoint.git import CheckpointError, shadow_command, shadow_environment
from console.actions.checkpoint.reading import Content, blob_hash, blob_of
from console.text.clean import clean

_PAD = bytes(64 * 1024)


class Import:
    """One commit under way. Leaving the block without `commit` leaves the shadow as it was.

    `lock` is a descriptor that git keeps open, so that whoever waits for the lock waits for git too.
    """

    def __init__(self, git_dir: str, lock: int) -> None:
        self._git_dir = git_dir
        words = shadow_command(git_dir, "fast-import", "--done", "--quiet", "--depth=0")
        try:
            self._process = subprocess.Popen(
                words, cwd=git_dir, env=shadow_environment(), pass_fds=(lock,),
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, bufsize=1024 * 1024,
            )  # fmt: skip
        except OSError as error:
            raise CheckpointError(f"git cannot be started: {error.strerror}") from error
        assert self._process.stdin is not None  # noqa: S101 - piped above
        self._stream: IO[bytes] = self._process.stdin
        self._known: set[bytes] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()

    def data(self, data: bytes) -> bytes:
        """Keep some bytes; returns their object."""
        blob = blob_of(data)
        if blob not in self._known:
            self._known.add(blob)
            self._write(b"blob\ndata %d\n%b\n" % (len(data), data))
        return blob

    def content(self, content: Content) -> bytes:
        """Keep the content of a file; returns its object. Raises ChangedError when it shrank meanwhile."""
        blob = content.blob()
        if blob in self._known:
            return blob
        self._write(b"blob\ndata %d\n" % content.size)
        sent, found = 0, blob_hash(content.size)
        try:
            for piece in content.pieces():
                self._write(piece)
                sent += len(piece)
                found.update(piece)
        finally:
            self._pad(content.size - sent)
        self._known.add(found.digest())
        return found.digest()

    def commit(self, reference: str, seconds: int, message: bytes, changes: list[bytes]) -> None:
        """Write the commit with its tree and then its reference. Raises CheckpointError with git's reason."""
        head = b"commit %b\ncommitter Kontrapunkt <> %d +0000\n" % (reference.encode(), seconds)
        self._write(head + b"data %d\n%b\n" % (len(message), message) + b"".join(changes) + b"\ndone\n")
        try:
            _, said = self._process.communicate()
        except BrokenPipeError:
            said = b""
        if self._process.returncode:
            raise CheckpointError(_reason(said))

    def _pad(self, missing: int) -> None:
        """What was promised has to come, also when the file shrank; nothing names this object."""
        while missing > 0:
            piece = _PAD[:missing]
            self._write(piece)
            missing -= len(piece)
        self._write(b"\n")

    def _write(self, data: bytes) -> None:
        try:
            self._stream.write(data)
        except BrokenPipeError as error:
            raise CheckpointError(_reason(self._process.stderr.read() if self._process.stderr else b"")) from error


def put(path: bytes, mode: int, blob: bytes) -> bytes:
    """The change that puts an object at a path of the tree; git knows of a mode only link or executable."""
    kind = b"120000" if stat.S_ISLNK(mode) else b"100755" if mode & stat.S_IXUSR else b"100644"
    return b"M %b %b %b\n" % (kind, blob.hex().encode(), _quoted(path))


def base(tree: str, path: bytes) -> bytes:
    """The change that puts a whole tree at a path."""
    return b"M 040000 %b %b\n" % (tree.encode(), _quoted(path))


def drop(path: bytes) -> bytes:
    """The change that takes a path out of the tree."""
    return b"D %b\n" % _quoted(path)


def _quoted(path: bytes) -> bytes:
    return b'"' + path.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'


def _reason(said: bytes) -> str:
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if "fatal:" in line]
    return f"the checkpoint could not be written: {clean(lines[0]) if lines else 'git ended'}"
