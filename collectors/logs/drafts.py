"""From scanned blocks to events and counts: times judged, text cleaned and redacted, storms thinned."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from collectors.logs.names import label
from collectors.logs.reading import Taken
from collectors.logs.storm import SAMPLES, Repeat, Storm
from console.model.batch import Count
from console.model.event import Draft, Severity, Voice
from console.text.cut import safe_body, safe_lines
from console.text.mask import templates
from console.text.scan import Record

SOURCE = "logs"
PAST_S = 600.0
FUTURE_S = 5.0
MINUTE_S = 60


def notice(kind: str, text: str, time: float, severity: Severity = Severity.NOTICE, **attrs: str | int) -> Draft:
    """An event in which the collector speaks of its own work; `text` must be clean."""
    voice = Voice.RUSTBELT if severity >= Severity.WARNING else Voice.SKYSKRAPER
    return Draft(
        time=time, source=SOURCE, kind=kind, voice=voice, severity=severity, text=text, template=kind, attrs=attrs
    )


class Drafter:
    """Collects the events and counts of one batch; `wall` is the moment of reading in seconds since the epoch."""

    def __init__(self, storm: Storm) -> None:
        self._storm = storm
        self._counts: Counter[tuple[int, str, int]] = Counter()
        self._drafts: list[Draft] = []

    def __len__(self) -> int:
        return len(self._drafts)

    def add(self, taken: Taken, wall: float) -> int:
        """Take a block in; returns how many of its lines were counted instead of stored."""
        self._count(taken, wall)
        records = taken.scan.records
        room = max(self._storm.room(backlog=taken.backlog), 0)
        self._store(taken, records[:room], wall)
        return self._thin(taken, records[room:], wall)

    def say(self, draft: Draft) -> None:
        """Add an event of the collector's own."""
        self._drafts.append(draft)

    def take(self) -> tuple[tuple[Draft, ...], tuple[Count, ...]]:
        """Everything since the last call."""
        drafts = (*self._drafts, *(_repeats(group) for group in self._storm.take()))
        counts = tuple(
            Count(minute, origin, Severity(severity), n) for (minute, origin, severity), n in self._counts.items()
        )
        self._drafts, self._counts = [], Counter()
        return drafts, counts

    def _count(self, taken: Taken, wall: float) -> None:
        """Count lines under the minute they name, where that can be believed."""
        origin = label(taken.file.path)
        _, clamp = _bounds(taken, wall)
        latest = int((wall + FUTURE_S) // MINUTE_S)
        earliest = -1 if taken.backlog else int((wall - PAST_S) // MINUTE_S)
        for (minute, severity), n in taken.scan.counts.items():
            believed = minute if earliest <= minute <= latest else int(clamp // MINUTE_S)
            self._counts[believed, origin, severity] += n

    def _store(self, taken: Taken, records: Sequence[Record], wall: float) -> list[str]:
        """Store records one by one; returns their templates."""
        if not records:
            return []
        path = label(taken.file.path)
        raw = [_headline(taken, record) for record in records]
        texts = _texts(taken, raw)
        kinds = templates(texts)
        for record, line, text, kind in zip(records, raw, texts, kinds, strict=True):
            self._drafts.append(_draft(taken, record, path, text, kind, wall))
            self._storm.stored(path, line, kind, backlog=taken.backlog)
        return kinds

    def _thin(self, taken: Taken, records: Sequence[Record], wall: float) -> int:
        """Store what is new, count the rest."""
        path, counted = label(taken.file.path), 0
        for record in records:
            raw = _headline(taken, record)
            kind = self._storm.kind(path, raw)
            if kind is None:
                kind = templates(_texts(taken, [raw]))[0]
                if self._storm.is_new(path, raw, kind):
                    self._store(taken, [record], wall)
                    continue
            time, _ = _when(taken, record, wall)
            group = self._storm.repeat(
                path, taken.file.position.generation, kind, record.severity, taken.block.place(record.start), time
            )
            if len(group.samples) < SAMPLES:
                group.samples.append(_texts(taken, [raw])[0])
            counted += 1
        return counted


def _headline(taken: Taken, record: Record) -> bytes:
    start, end = record.headline
    return taken.block.data[start:end].strip(b"\0")


def _texts(taken: Taken, raw: list[bytes]) -> list[str]:
    """Lines as clean, redacted text; of an overlong one it is told how much is missing."""
    return safe_lines(raw, omitted=taken.block.omitted)


def _draft(taken: Taken, record: Record, path: str, text: str, template: str, wall: float) -> Draft:
    time, logged = _when(taken, record, wall)
    offset = taken.block.place(record.start)
    attrs: dict[str, Any] = {"file": path, "generation": taken.file.position.generation, "offset": offset}
    raw = taken.block.data[record.start : record.end]
    if raw.count(b"\n") > 1:
        attrs["length"] = taken.block.place(record.end) - offset
        attrs["body"] = safe_body(raw)
    if logged is not None:
        attrs["logged_at"] = logged
    loud = record.severity >= Severity.WARNING or record.kind != "line"
    return Draft(
        time=time,
        source=SOURCE,
        kind=f"log.{record.kind}",
        voice=Voice.RUSTBELT if loud else Voice.SKYSKRAPER,
        severity=record.severity,
        text=text,
        template=template,
        attrs=attrs,
    )


def _when(taken: Taken, record: Record, wall: float) -> tuple[float, float | None]:
    """When a record happened, and the time it names itself where that cannot be believed."""
    earliest, clamp = _bounds(taken, wall)
    if record.time is None:
        return clamp, None
    if earliest <= record.time <= wall + FUTURE_S:
        return record.time, None
    return clamp, None if record.time == taken.inherited else record.time


def _bounds(taken: Taken, wall: float) -> tuple[float, float]:
    """The earliest time that is believed, and the one taken instead of what is not.

    What was written while nobody looked may be old, what arrives now may not.
    """
    if taken.backlog:
        return 0.0, min(taken.file.mtime_ns / 1e9, wall)
    return wall - PAST_S, wall


def _repeats(group: Repeat) -> Draft:
    """The event that stands for counted lines of one kind."""
    sample = group.samples[0] if group.samples else group.template
    return Draft(
        time=group.last_time,
        source=SOURCE,
        kind="log.repeats",
        voice=Voice.RUSTBELT,
        severity=group.severity,
        text=f"{group.count} more like: {sample}",
        template=group.template,
        attrs={
            "file": group.path,
            "generation": group.generation,
            "offset": group.first,
            "last_offset": group.last,
            "first_time": group.first_time,
            "count": group.count,
            "samples": group.samples,
        },
    )
