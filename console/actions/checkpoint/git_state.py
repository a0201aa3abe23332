"""Putting back index and operation in progress of a repository that stands on the commit of the checkpoint."""

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import count

from console.actions.checkpoint.git import look
from console.actions.checkpoint.manifest import Manifest, Standing
from console.actions.checkpoint.repository import Repository, is_state
from console.actions.checkpoint.shadow import Blobs

_INDEX = b"index"


def put_back(project: bytes, trash: bytes, wanted: Manifest, present: Manifest, blobs: Blobs) -> tuple[str, ...]:
    """Put back what git itself knew of the work tree, where that is safe; says what was and what was not done."""
    now = {standing.path: standing for standing in present.repositories}
    told = []
    for then in wanted.repositories:
        standing = now.get(then.path)
        name = os.fsdecode(then.path) or "the project"
        if standing is None:
            told.append(f"{name} was a git repository, and is none now: its files are back, its history is not")
        elif (standing.head, standing.branch) != (then.head, then.branch):
            told.append(f"{name} stays on its present commit; the checkpoint's was {then.head or 'before the first'}")
        elif set(standing.files) != set(then.files):
            top = os.path.join(project, then.path) if then.path else project
            told += _Putting(project, os.path.join(trash, b".git-state", then.path), Repository(top), blobs).run(then)
    return tuple(told)


class _Putting:
    """The state of one repository under way back."""

    def __init__(self, project: bytes, trash: bytes, repository: Repository, blobs: Blobs) -> None:
        self._project = os.path.realpath(project)
        self._trash = trash
        self._repository = repository
        self._blobs = blobs
        self._folder = os.path.realpath(repository.folder)

    def run(self, then: Standing) -> Iterator[str]:
        if not self._folder.startswith(self._project + b"/"):
            yield "its git directory lies outside of the project: index and merge state stay as they are"
            return
        if not all(is_state(name) for name, _ in then.files):
            yield "the checkpoint names files of git that it cannot have kept: index and merge state stay as they are"
            return
        try:
            yield self._swap(then)
        except FileExistsError:
            yield "git is at work there (index.lock): index and merge state stay as they are"
        except OSError as error:
            yield f"index and merge state could not be put back: {error.strerror}"

    def _swap(self, then: Standing) -> str:
        """Under git's own lock: look whether the index can be used, then put everything in its place."""
        lock = os.path.join(self._folder, b"index.lock")
        files = {name: b"".join(self._blobs.pieces(blob)) for name, blob in then.files}
        os.close(os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666))
        try:
            if _INDEX in files:
                _fill(lock, files[_INDEX])
                if not self._usable(lock):
                    return "objects of the kept index are gone: index and merge state stay as they are"
            self._put(files)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(lock)
        return f"index and {then.operation or 'staged changes'} are as they were"

    def _put(self, files: dict[bytes, bytes]) -> None:
        for name in self._repository.state_names():
            if name not in files:
                self._away(name)
        for name, data in files.items():
            path = os.path.join(self._folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            _fill(path + b".part", data)
            os.replace(path + b".part", path)
        for folder in (b"rebase-merge", b"rebase-apply", b"sequencer"):
            with suppress(OSError):  # one that holds something stays
                os.rmdir(os.path.join(self._folder, folder))

    def _away(self, name: bytes) -> None:
        for n in count():
            target = os.path.join(self._trash, name) + (b"~%d" % n if n else b"")
            if not os.path.lexists(target):
                break
        os.makedirs(os.path.dirname(target), mode=0o700, exist_ok=True)
        with open(os.path.join(self._folder, name), "rb") as file:
            _fill(target, file.read())
        os.unlink(os.path.join(self._folder, name))

    def _usable(self, index: bytes) -> bool:
        """Whether the repository still has every object that an index names."""
        top, folder = self._repository.top, self._folder
        listed = look(top, folder, "ls-files", "--stage", "-z", index=index)
        if listed is None:
            return False
        rows = [row.split(b" ", 2)[:2] for row in listed.split(b"\0")[:-1]]
        names = b"".join(blob + b"\n" for mode, blob in rows if mode != b"160000")
        found = look(top, folder, "cat-file", "--batch-check", feed=names)
        return found is not None and not any(line.endswith(b" missing") for line in found.splitlines())


def _fill(path: bytes, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
