"""Going back to a checkpoint: only what differs is written, and whatever goes is moved to the trash.

The present has to be kept in a checkpoint before; what that one does not hold is never deleted either.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from console.actions.checkpoint.compare import Difference, compare
from console.actions.checkpoint.git import CheckpointError
from console.actions.checkpoint.git_state import put_back
from console.actions.checkpoint.manifest import PART, Entry, Manifest
from console.actions.checkpoint.place import Place
from console.actions.checkpoint.reading import blob_hash
from console.actions.checkpoint.shadow import Blobs, Shadow


class Outcome(Struct, frozen=True, kw_only=True):
    """What was done; `problems` names what could not be, with the reason, `notes` what a person should know."""

    done: Difference
    problems: tuple[tuple[bytes, str], ...] = ()
    notes: tuple[str, ...] = ()


def refuse_midway(wanted: Manifest, present: Manifest) -> None:
    """Raise CheckpointError while a merge, rebase... is in progress on another commit than the checkpoint's."""
    heads = {standing.path: standing.head for standing in wanted.repositories}
    for standing in present.repositories:
        if standing.operation and heads.get(standing.path) != standing.head:
            where = f" in {os.fsdecode(standing.path)}" if standing.path else ""
            raise CheckpointError(
                f"a {standing.operation} is in progress{where}, and the checkpoint is of another commit: "
                f"finish or abort the {standing.operation} first"
            )


def restore(
    shadow: Shadow, project: bytes, trash: bytes, wanted: Manifest, present: Manifest, only: Sequence[bytes] = ()
) -> Outcome:
    """Make the work tree that of `wanted`; `present` is what it is now, kept already. Raises CheckpointError, OSError.

    `trash` is a folder that does not exist yet. With `only` nothing else is touched, git's own state least of all.
    """
    refuse_midway(wanted, present)
    difference = compare(wanted, present, only)
    place = Place(project, trash)
    try:
        problems = _Restoring(place, shadow).run(difference, _left_behind(present))
    finally:
        place.close()
    notes: tuple[str, ...] = ()
    if not only:
        with shadow.reading() as blobs:
            notes = put_back(project, trash, wanted, present, blobs)
    return Outcome(done=difference, problems=problems, notes=notes)


class _Restoring:
    """One restore under way; what fails is noted, and the rest goes on."""

    def __init__(self, place: Place, shadow: Shadow) -> None:
        self._place = place
        self._shadow = shadow
        self._problems: list[tuple[bytes, str]] = []

    def run(self, difference: Difference, left_behind: Iterable[bytes]) -> tuple[tuple[bytes, str], ...]:
        place = self._place
        for path in (*left_behind, *difference.gone):
            self._try(path, place.remove, path)
        for path in sorted(difference.empty, reverse=True):
            self._try(path, place.remove_folder, path)
        with self._shadow.reading() as blobs:
            for entry in (*difference.changed, *difference.back):
                self._try(entry.path, place.file, entry, checked(blobs, entry))
        for entry in difference.touched:
            self._try(entry.path, place.dress, entry)
        for path, mode in sorted(difference.folders, reverse=True):
            self._try(path, place.folder, path, mode)
        return tuple(self._problems)

    def _try(self, path: bytes, step: Callable[..., None], *args: object) -> None:
        try:
            step(*args)
        except OSError as error:
            self._problems.append((path, error.strerror or str(error)))
        except CheckpointError as error:
            self._problems.append((path, str(error)))


def checked(blobs: Blobs, entry: Entry) -> Iterator[bytes]:
    """The content of an entry. Raises CheckpointError at its end when it is not what was kept."""
    found = blob_hash(entry.size)
    for piece in blobs.pieces(entry.blob):
        found.update(piece)
        yield piece
    if found.digest() != entry.blob:
        raise CheckpointError("its stored content is damaged")


def _left_behind(present: Manifest) -> list[bytes]:
    """Half-written files of a restore that was killed."""
    return [path for path, _ in present.left_out if path.rpartition(b"/")[2] == PART]
