"""Rotated and compressed files: recognised as content that was read already, and read only for what is missing."""

import asyncio
import os

from msgspec import Struct
from msgspec.structs import replace

from collectors.logs import inflate
from collectors.logs.content import open_same, reader
from collectors.logs.drafts import notice
from collectors.logs.files import File
from collectors.logs.follow import Follower
from collectors.logs.names import label
from collectors.logs.position import Kind, Position, at, digest
from collectors.logs.roster import SLACK_NS, Roster
from console.model.event import Severity

CHECKED = 8 * 1024 * 1024


class Known(Struct, frozen=True):
    """A position that compressed content may continue.

    `row` is set when its file is lost. `drained` tells that nothing has to be read here, as its file is at hand.
    """

    position: Position
    row: str = ""
    owner: File | None = None
    drained: bool = False


class Finding(Struct, frozen=True):
    """What a compressed file is. `descriptor` gives the unpacked rest that has to be read from `position` on."""

    position: Position
    known: Known | None = None
    descriptor: int | None = None
    problem: str = ""


async def settle(file: File, follower: Follower, started: float, wall: float) -> None:
    """Decide what is to be read of a compressed file; `started` is the wall time the collector began."""
    known = _known(file, follower)
    whole = file.fresh and file.mtime_ns >= _newest(file, follower.roster, int(started * 1e9)) - SLACK_NS
    try:
        finding = await asyncio.to_thread(examine, file, known, whole=whole)
    except OSError as error:
        file.refused = error.strerror or str(error)
        return
    file.refused, file.judged = "", True
    _apply(file, finding, follower)
    if finding.problem:
        text = f"{follower.near(file.path)}: {finding.problem}"
        follower.drafter.say(notice("log.archive", text, wall, Severity.WARNING, file=label(file.path)))


def examine(file: File, known: list[Known], *, whole: bool) -> Finding:
    """Recognise a compressed file among `known`; an unknown one is unpacked only when `whole`. Blocking.

    Raises OSError when it cannot be read, FileNotFoundError also when its path leads to another file by now.
    """
    packed = open_same(file.path, file.key)
    try:
        return _examine(file, packed, known, whole=whole)
    finally:
        os.close(packed)


def _examine(file: File, packed: int, known: list[Known], *, whole: bool) -> Finding:
    start = inflate.head(packed)
    match = next((each for each in known if _begins(each.position, start)), None)
    done = replace(file.position, kind=Kind.SETTLED)
    if match is None and not whole and file.size > CHECKED:
        return Finding(done)
    base = match.position if match else replace(file.position, offset=0)
    survey = inflate.survey(packed, base.offset)
    done = replace(done, offset=survey.length)
    if match is None and not whole:
        return Finding(done, None, None, survey.problem)
    drained = match is not None and match.drained
    if drained or survey.length <= base.offset or not base.marks(survey.before):
        return Finding(done, match, None, survey.problem)
    descriptor = inflate.unpack(packed, base.offset)
    position = replace(base, path=file.position.path, kind=Kind.GZIP, gone=None)
    return Finding(at(position, base.offset, reader(descriptor)), match, descriptor, survey.problem)


def _known(file: File, follower: Follower) -> list[Known]:
    """The positions a compressed file may belong to, its own first."""
    known = [Known(file.position)] if file.position.head_length else []
    known += [Known(position, row) for row, position in follower.roster.lost(file.path) if position.head_length]
    for other in follower.roster.relatives(file.path):
        if other.judged and other.position.kind is Kind.TEXT:
            at_hand = other.gone_at is None or follower.descriptors.peek(other.key) is not None
            known.append(Known(other.position, "", other, at_hand))
    return known


def _newest(file: File, roster: Roster, started_ns: int) -> int:
    """When content of this family was last seen to be written, before the start; what is older was read already."""
    if not roster.known_before:
        return started_ns
    return max((position.mtime_ns for _, position in roster.lost(file.path)), default=roster.newest_ns)


def _apply(file: File, finding: Finding, follower: Follower) -> None:
    """Give the file its position, and what it takes over from others."""
    if finding.known is not None and finding.descriptor is not None:
        if finding.known.row:
            follower.roster.adopt(file, finding.known.row, finding.position.offset)
        elif finding.known.owner is not None:
            follower.roster.supersede(finding.known.owner, file)
    file.position = finding.position
    file.reached = finding.position.offset
    if finding.descriptor is not None:
        follower.descriptors.put(file.key, finding.descriptor)
        follower.descriptors.pin(file.key)
        file.size = file.backlog_until = os.fstat(finding.descriptor).st_size
        follower.dirty[file] = None
    follower.roster.note(file)


def _begins(position: Position, start: bytes) -> bool:
    """Whether content that was read up to `position` begins like this."""
    length = position.head_length
    return 0 < length <= len(start) and digest(start[:length]) == position.head
