"""Reading the next block of a file and scanning it, after making sure that it is still the file read before."""

import os
from copy import copy

from msgspec import Struct

from collectors.logs.content import encoding, has_writer, open_same, reader
from collectors.logs.descriptors import Descriptors
from collectors.logs.files import File
from collectors.logs.framing import Block, frame
from collectors.logs.longline import STEP, LongLine
from collectors.logs.position import MARKER, Kind, ReadAt, digest
from console.text.scan import Scan, Scanner


class ContentChangedError(Exception):
    """The bytes that were read are no longer there: the file was truncated or written anew."""


class Taken(Struct, frozen=True):
    """One block of a file with what was found in it; only `data[: scan.consumed]` of the block is settled.

    `inherited` is the time (seconds since the epoch) that lines without one have from those before the block.
    """

    file: File
    block: Block
    scan: Scan
    offset: int
    backlog: bool
    inherited: float | None = None


class BlockReader:
    """Takes blocks of at most 1 MiB; counts what it read in `bytes_read` and `lines_read`."""

    def __init__(self, scanner: Scanner, descriptors: Descriptors) -> None:
        self._scanner = scanner
        self._descriptors = descriptors
        self.bytes_read = 0
        self.lines_read = 0

    def open(self, file: File) -> int:
        """The file's descriptor. Raises OSError, FileNotFoundError also when its path leads to another file now."""
        return self._descriptors.get(file.key, lambda: _open_same(file))

    def take(self, file: File, now: float, wall: float) -> Taken | None:
        """The next lines, None when there are no complete ones; the file's position moves behind them.

        `now` is monotonic, `wall` seconds since the epoch. Raises ContentChangedError and OSError.
        """
        descriptor = self.open(file)
        read = reader(descriptor)
        seen = os.fstat(descriptor)
        if file.position.kind is not Kind.GZIP:
            file.saw(seen.st_size, seen.st_mtime_ns, now)
        file.size = seen.st_size
        flush = now >= file.flush_at and self._may_flush(file, descriptor, now)
        before, block = self._next(file, read, flush=flush)
        at_end = file.reached >= file.size
        file.wait_for_end(now, pending=at_end and block.end < file.size and not flush)
        if block.end <= file.position.offset:
            return None
        backlog = file.position.offset < file.backlog_until
        inherited = file.state.last_time
        scan = self._scan(file, block, now, wall, flush=flush, at_end=at_end)
        taken = Taken(file, block, scan, file.position.offset, backlog, inherited)
        self._advance(file, block.place(scan.consumed), before, read)
        self.lines_read += scan.lines
        return taken

    def _may_flush(self, file: File, descriptor: int, now: float) -> bool:
        """Whether the last line is finished without a newline; while somebody may still write it, ask again later."""
        if file.ended or not has_writer(descriptor):
            return True
        file.pending_at = now
        return False

    def _next(self, file: File, read: ReadAt, *, flush: bool) -> tuple[bytes, Block]:
        """The bytes before the block's end as far as they are at hand, and the block."""
        position = file.position
        if file.size < max(position.offset, file.long.position if file.long else 0):
            raise ContentChangedError
        if digest(read(0, position.head_length)) != position.head:
            raise ContentChangedError
        low = position.offset - position.marker_length
        raw = read(low, position.marker_length + (0 if file.long else min(STEP, file.size - position.offset)))
        if not position.marks(raw[: position.marker_length]):
            raise ContentChangedError
        if file.long:
            return b"", self._read_on(file, file.long, read, flush=flush)
        block = self._frame(file, raw[position.marker_length :], read, flush=flush)
        return raw[: max(block.end - low, 0)], block

    def _frame(self, file: File, data: bytes, read: ReadAt, *, flush: bool) -> Block:
        offset = file.position.offset
        if not file.encoding and offset + len(data) >= 2:
            file.encoding = encoding(data[:2] if offset == 0 else read(0, 2))
        file.reached = offset + len(data)
        self.bytes_read += len(data)
        block = frame(data, offset, file.encoding or "utf-8", final=flush and file.reached >= file.size)
        if block.end > offset or len(data) < STEP:
            return block
        file.long = LongLine(offset, file.encoding)
        return self._read_on(file, file.long, read, flush=flush)

    def _read_on(self, file: File, line: LongLine, read: ReadAt, *, flush: bool) -> Block:
        start = line.position
        block = line.advance(read, file.size)
        self.bytes_read += line.position - start
        file.reached = line.position
        if block is None and flush and line.position >= file.size:
            block = line.finish(ended=False)
        return block or Block(b"", (0,), (file.position.offset,))

    def _scan(self, file: File, block: Block, now: float, wall: float, *, flush: bool, at_end: bool) -> Scan:
        """Scan a block; a record that waited long enough, or can get no longer, is not held back."""
        arrival = file.mtime_ns / 1e9 if file.position.offset < file.backlog_until else wall
        held = at_end and block.end == file.held_end and now >= file.held_until
        age = max(wall - file.mtime_ns / 1e9, 0.0) if at_end and not file.remote else 0.0
        state = copy(file.state)
        final = flush or held or file.long is not None
        scan = self._scanner.scan(block.data, state, arrival, final=final, waited=age)
        if not scan.consumed and block.data and not at_end:
            state = copy(file.state)
            scan = self._scanner.scan(block.data, state, arrival, final=True)
        file.state = state
        if scan.consumed < len(block.data):
            file.hold(block.end, scan.wait - age, now)
        else:
            file.release()
        return scan

    def _advance(self, file: File, offset: int, before: bytes, read: ReadAt) -> None:
        """Move the position, with the evidence taken from the very bytes that were scanned."""
        position = file.position
        if file.long is not None:
            size = min(MARKER, offset)
            before, file.long = read(offset - size, size), None
        else:
            end = offset - position.offset + position.marker_length
            before = before[max(end - MARKER, 0) : end]
        if offset > position.offset:
            file.position = position.moved(offset, before, read)


def _open_same(file: File) -> int:
    if file.position.kind is Kind.GZIP:
        raise FileNotFoundError(f"no longer unpacked: {file.path!r}")
    return open_same(file.path, file.key)
