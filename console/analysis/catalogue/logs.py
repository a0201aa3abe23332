"""Failures in ordinary logs: every record of severity ERROR and above, under a name that it keeps."""

import math
from collections.abc import Iterator

from msgspec import Struct

from console.analysis.catalogue.trail import Mark, Trail
from console.analysis.grouping.grouper import Grouper
from console.model.cluster import Found, Key
from console.model.event import Draft, Severity, Voice
from console.text.clean import clean_body, clean_bytes
from console.text.mask import template
from console.text.redact import redact_text
from console.text.scan import Record, Scan, Scanner, ScanState

SOURCE = "dig"
HELD = 1 << 20
SUMMARY = 1000
EVIDENCE = 4000


class Place(Struct, frozen=True):
    """Where reading of a log stands: byte `offset`, the mark before it, and the last time that was read."""

    offset: int = 0
    mark: Mark = Mark()
    last_time: float | None = None


class Failures(Struct, frozen=True):
    """What some blocks held, and where reading stands after them."""

    found: tuple[Found, ...]
    keys: tuple[Key, ...]
    place: Place


class LogReader:
    """Reads one log from a place on; `path` is told as its origin, `changed` dates lines before any time (seconds)."""

    def __init__(self, scanner: Scanner, grouper: Grouper, path: str, changed: float, place: Place) -> None:
        self._scanner = scanner
        self._grouper = grouper
        self._path = path
        self._changed = changed
        self._trail = Trail(place.mark)
        self._state = ScanState(last_time=place.last_time)

    @property
    def place(self) -> Place:
        """Where reading stands."""
        return Place(self._trail.position, self._trail.mark, self._state.last_time)

    def catch_up(self, data: bytes) -> None:
        """The bytes between the mark and the place, which were read before."""
        self._trail.advance(data)

    def read(self, blocks: Iterator[tuple[int, bytes]]) -> Iterator[Failures]:
        """The failures of each block; a record that may go on waits for the next one."""
        rest = b""
        for _, block in blocks:
            data = rest + block
            scan = self._scan(data, final=len(rest) > HELD)
            yield self._failures(data, scan)
            rest = data[scan.consumed :]
        if rest:
            yield self._failures(rest, self._scan(rest, final=True))

    def _scan(self, data: bytes, *, final: bool) -> Scan:
        return self._scanner.scan(data, self._state, self._changed, final=final, waited=0.0 if not final else math.inf)

    def _failures(self, data: bytes, scan: Scan) -> Failures:
        found: list[Found] = []
        keys: dict[str, Key] = {}
        at = 0
        for record in sorted(scan.records, key=lambda record: record.start):
            if record.severity < Severity.ERROR:
                continue
            self._trail.advance(data[at : record.start])
            at = record.start
            draft = self._draft(data, record)
            key = self._grouper.key(draft)
            keys[key.fingerprint] = key
            found.append(self._found(data, record, draft, key))
        self._trail.advance(data[at : scan.consumed])
        return Failures(tuple(found), tuple(keys.values()), self.place)

    def _draft(self, data: bytes, record: Record) -> Draft:
        text = redact_text(clean_bytes(data[slice(*record.headline)].strip(b"\0")))
        raw = data[record.start : record.end]
        body = {"body": redact_text(clean_body(raw))} if raw.count(b"\n") > 1 else {}
        return Draft(
            time=self._changed if record.time is None else record.time,
            source=SOURCE,
            kind=f"log.{record.kind}",
            voice=Voice.RUSTBELT,
            severity=record.severity,
            text=text,
            template=template(text),
            attrs=body,
        )

    def _found(self, data: bytes, record: Record, draft: Draft, key: Key) -> Found:
        line_end = data.find(b"\n", record.start, record.end)
        head = data[record.start : record.end if line_end < 0 else line_end]
        return Found(
            digest=self._trail.name(head),
            fingerprint=key.fingerprint,
            time=draft.time,
            summary=draft.text[:SUMMARY],
            severity=draft.severity,
            source=SOURCE,
            origin=self._path,
            evidence=tuple(draft.attrs["body"][:EVIDENCE].split("\n")) if draft.attrs else (),
        )
