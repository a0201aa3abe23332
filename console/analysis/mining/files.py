"""Mining whole files: lines read in blocks, one number a line kept until the last line has been learned from."""

import sys
from array import array
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, BinaryIO, Self

from msgspec import Struct

from console.analysis.mining.miner import Miner
from console.text.clean import LINE_LIMIT, clean_bytes
from console.text.header import SAMPLE, Layout, learn
from console.text.plain import DAMAGED, Plain, no_text, plain

BLOCK = 1024 * 1024
_KEYS = 50_000
_CHUNK = 8192 * array("I").itemsize


class UnreadableError(Exception):
    """A file could not be read; the message names it and what to do."""


class Kind(Struct, frozen=True):
    """One kind of lines: the id and template of its cluster, and how many lines it has."""

    cluster: str
    template: str
    lines: int


class Mining:
    """Files, mined one after another by one miner.

    What was learned is complete only after the last line: until then the cluster's number of each line waits on disk,
    so that memory does not grow with the files. Leaving the context removes what waits.
    """

    def __init__(self) -> None:
        self._miner = Miner(keys=_KEYS)
        self._numbers: list[IO[bytes]] = []
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()

    def read(self, path: str) -> None:
        """Learn a file, `-` for standard input. Raises UnreadableError."""
        numbers = self._open.enter_context(TemporaryFile())  # noqa: SIM115 - the stack closes it
        self._numbers.append(numbers)
        layout: Layout | None = None
        for lines in blocks(path):
            layout = layout or learn(_sample(lines))
            numbers.write(array("I", self._miner.learn_raw(lines, layout)).tobytes())
        self._miner.consolidate()

    def clusters(self) -> Iterator[Iterator[int]]:
        """For each file the number of each line's cluster, in order; what `kind` takes."""
        return map(_stored, self._numbers)

    def kind(self, number: int) -> Kind:
        """The kind of lines that a number leads to."""
        return Kind(self._miner.id(number), self._miner.template(number), self._miner.count(number))

    def kinds(self) -> list[Kind]:
        """All kinds, the most frequent first."""
        return sorted(map(self.kind, self._miner.clusters()), key=lambda kind: -kind.lines)


def _sample(lines: list[bytes]) -> list[str]:
    """Clean lines from all over a block, as many as a layout is learned from."""
    filled = [line for line in lines if line and not line.isspace()]
    return [clean_bytes(line) for line in filled[:: max(1, len(filled) // SAMPLE)]]


def _stored(numbers: IO[bytes]) -> Iterator[int]:
    """The numbers that were kept in a file."""
    numbers.seek(0)
    return chain.from_iterable(array("I", data) for data in iter(lambda: numbers.read(_CHUNK), b""))


def blocks(path: str) -> Iterator[list[bytes]]:
    """The lines of a file, a few thousand at a time; a line that is too long is cut. Raises UnreadableError."""
    try:
        if path == "-":
            yield from _text("standard input", sys.stdin.buffer)
        else:
            with open(path, "rb") as file:
                yield from _text(path, file)
    except IsADirectoryError as error:
        raise UnreadableError(f"{path} is a folder; name the files in it") from error
    except DAMAGED as error:
        raise UnreadableError(f"{path} is damaged: its compressed data ends early; fetch it again") from error
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror or error}") from error


def _text(name: str, file: BinaryIO) -> Iterator[list[bytes]]:
    """The lines of a file that is text."""
    stream = plain(file)
    if why := no_text(stream):
        raise UnreadableError(f"{name} {why}")
    return _lines(stream)


def _lines(file: Plain) -> Iterator[list[bytes]]:
    """Whole lines, block by block; what exceeds the limit of a line is dropped.

    A file whose first block holds no newline, but carriage returns, has lines that these end.
    """
    rest, newline = b"", b""
    while block := file.read(BLOCK):
        newline = newline or (b"\r" if b"\r" in block and b"\n" not in block else b"\n")
        *lines, tail = block.split(newline)
        if lines:
            lines[0] = rest + lines[0]
            yield [line[:LINE_LIMIT] for line in lines]
            rest = tail
        else:
            rest += tail
        rest = rest[:LINE_LIMIT]
    if rest:
        yield [rest]
