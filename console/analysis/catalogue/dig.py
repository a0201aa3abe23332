"""Digging: old logs, logs of CI runs and git history as batches for the catalogue, resumable after every step.

Counting twice is ruled out by the names of the occurrences (`trail`), not by the resume points, which only save work.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b

import msgspec
from msgspec import Struct

from console.analysis.catalogue.history import mended
from console.analysis.catalogue.logs import SOURCE, Failures, LogReader, Place
from console.analysis.catalogue.material import Material, Source, materials
from console.analysis.catalogue.runs import LOOK, Runs, is_run
from console.analysis.grouping.grouper import Grouper
from console.model.batch import Batch, Progress
from console.text.scan import Scanner

__all__ = ["SOURCE", "Digger", "Left", "Step"]

AT_ONCE = 500
HEAD = 1024
_BINARY = 8192


class Done(Struct, frozen=True):
    """How far a file was dug: its size and change then, what it begins with, and where reading stood.

    `whole` tells of a file that is read at once or not at all.
    """

    size: int
    changed: float
    head: str
    place: Place = Place()
    whole: bool = False


class Step(Struct, frozen=True):
    """A batch to be written, and how many bytes of the material are done with it."""

    batch: Batch
    done: int


class Left(Struct, frozen=True):
    """A file or repository that was left out, and why."""

    path: str
    reason: str


class Digger:
    """Digs through material. `resume` are the progress rows of earlier digs, `known` paths the engine reads itself.

    `baseline` gives what the last passing run of a job printed. `left` names what was left out so far.
    """

    def __init__(
        self,
        grouper: Grouper,
        resume: Mapping[str, bytes],
        known: frozenset[str] = frozenset(),
        baseline: Callable[[str], bytes] = lambda _job: b"",
    ) -> None:
        self._scanner = Scanner()
        self._grouper = grouper
        self._resume = resume
        self._known = known
        self._runs = Runs(baseline)
        self._offset = 0
        self.left: list[Left] = []

    def find(self, paths: Sequence[str]) -> list[Material]:
        """The files under the paths, oldest first. Raises MaterialError."""
        return materials(paths)

    def files(self, found: Sequence[Material]) -> Iterator[Step]:
        """Dig through files; a step may be empty and only tell that bytes are done."""
        for material in found:
            before = self._offset
            try:
                yield from self._file(material)
            except OSError as error:
                self.left.append(Left(material.path, error.strerror or str(error)))
            self._offset = before + material.size
            yield Step(Batch(), self._offset)

    def histories(self, paths: Sequence[str]) -> Iterator[Step]:
        """Look in the history of each path that is a repository for what ended failures. Raises HistoryError."""
        for path in paths:
            if os.path.exists(os.path.join(path, ".git")):
                yield Step(Batch(mended=tuple(mended(path))), self._offset)

    def _file(self, material: Material) -> Iterator[Step]:
        if material.path in self._known:
            self.left.append(Left(material.path, "the engine reads it already"))
            return
        source = Source(material.path)
        try:
            yield from self._source(material, source)
            if source.damaged:
                self.left.append(Left(material.path, source.damaged))
        finally:
            source.close()

    def _source(self, material: Material, source: Source) -> Iterator[Step]:
        head = source.head(LOOK)
        done = self._done(material, head)
        if done is not None and (done.size, done.changed) == (material.size, material.changed):
            return
        if b"\0" in head[:_BINARY]:
            self.left.append(Left(material.path, "it is no text"))
        elif is_run(head):
            yield self._run(material, source, head)
        else:
            yield from self._log(material, source, head, done)

    def _run(self, material: Material, source: Source, head: bytes) -> Step:
        run = self._runs.read(material.path, source, material.changed)
        done = Done(material.size, material.changed, _digest(head), whole=True)
        batch = Batch(
            found=(run.found,) if run.found else (),
            keys=(run.key,) if run.key else (),
            passed=(run.passed,) if run.passed else (),
            progress=(_progress(material, done),),
        )
        return Step(batch, self._offset)

    def _log(self, material: Material, source: Source, head: bytes, done: Done | None) -> Iterator[Step]:
        place = Place() if done is None or done.whole or source.compressed else done.place
        reader = LogReader(self._scanner, self._grouper, material.path, material.changed, place)
        blocks = source.blocks(place.mark.position)
        rest = _catch_up(reader, blocks, place)
        for failures in reader.read(rest):
            reached = Done(0, 0.0, _digest(head), failures.place)
            yield from self._steps(material, failures, reached)
        finished = Done(material.size, material.changed, _digest(head), reader.place)
        yield Step(Batch(progress=(_progress(material, finished),)), self._offset)

    def _steps(self, material: Material, failures: Failures, reached: Done) -> Iterator[Step]:
        """The failures in parts; only with the last one the place is passed."""
        found = failures.found
        parts = [found[at : at + AT_ONCE] for at in range(0, len(found), AT_ONCE)] or [()]
        for part in parts:
            wanted = {one.fingerprint for one in part}
            keys = tuple(key for key in failures.keys if key.fingerprint in wanted)
            progress = (_progress(material, reached),) if part is parts[-1] else ()
            done = self._offset + min(failures.place.offset, material.size)
            joins = self._grouper.joins() if part is parts[-1] else ()
            yield Step(Batch(found=part, keys=keys, joins=joins, progress=progress), done)

    def _done(self, material: Material, head: bytes) -> Done | None:
        """How far the file was dug, if it is still the same one."""
        stored = self._resume.get(material.identity)
        if stored is None:
            return None
        done = msgspec.json.decode(stored, type=Done)
        return done if done.head == _digest(head) and done.place.offset <= material.size else None


def _catch_up(reader: LogReader, blocks: Iterator[tuple[int, bytes]], place: Place) -> Iterator[tuple[int, bytes]]:
    """The blocks from the place on; what lies between its mark and it is only followed."""
    left = place.offset - place.mark.position
    for offset, block in blocks:
        if left:
            reader.catch_up(block[:left])
        if len(block) > left:
            yield offset + left, block[left:]
        left -= min(left, len(block))


def _progress(material: Material, done: Done) -> Progress:
    return Progress(material.identity, msgspec.json.encode(done))


def _digest(head: bytes) -> str:
    """What a file begins with; short files may grow, so only whole kilobytes count."""
    return blake2b(head[:HEAD], digest_size=8).hexdigest() if len(head) >= HEAD else ""
