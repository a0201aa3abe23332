"""The oracle of every case: each line counted once, each notable one stored once and in order, offsets exact."""

import os
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from collectors.logs.names import label
from collectors.logs.position import Position, decode, row_key
from console.model.event import Event
from console.model.frame import EventQuery
from console.store.reader import Reader
from tests.conformance.written import Content, Log

NOTABLE = frozenset({"log.line", "log.traceback", "log.panic", "log.oom", "log.test"})
_COUNTS = "SELECT n.name, sum(c.n) FROM counts c JOIN names n ON n.id=c.origin GROUP BY n.name"


class Stored:
    """What the store holds of log files at one moment."""

    def __init__(self, store: Path) -> None:
        self._store = store

    def counts(self) -> dict[str, int]:
        """Lines counted, by the path they were read from."""
        with closing(sqlite3.connect(f"file:{self._store}?mode=ro", uri=True)) as conn:
            rows = conn.execute(_COUNTS).fetchall()
        return {name if isinstance(name, str) else os.fsdecode(name): n for name, n in rows}

    def events(self) -> list[Event]:
        """All events of the log collector in the order in which they were stored."""
        with closing(Reader(str(self._store))) as reader:
            found = reader.events(EventQuery(limit=1_000_000)).events
        return sorted((event for event in found if event.source == "logs"), key=lambda event: event.seq)

    def notable(self) -> list[Event]:
        """The notable lines in the order in which they were stored."""
        return [event for event in self.events() if event.kind in NOTABLE]

    def positions(self) -> dict[str, Position]:
        """Where reading of every file stands, by its progress key."""
        with closing(Reader(str(self._store))) as reader:
            return {row: decode(value) for row, value in reader.progress("logs").items()}

    def position(self, path: Path) -> Position | None:
        """Where reading of the file at a path stands."""
        seen = os.stat(path)
        return self.positions().get(row_key((seen.st_dev, seen.st_ino)))


class Oracle:
    """Knows every log a test wrote, and says what the store got wrong."""

    def __init__(self, store: Path) -> None:
        self.stored = Stored(store)
        self.logs: list[Log] = []
        self._numbers = count(1)

    def log(self, path: Path, *, append: bool = True) -> Log:
        """A new log file and its writer; nothing is created before the first write."""
        found = Log(path, f"w{len(self.logs) + 1}", self._numbers, append=append)
        self.logs.append(found)
        return found

    def problems(self) -> list[str]:
        """What differs between what was written and what is stored; nothing at the end of a good test."""
        return self._miscounted() or self._misplaced() or [*self._mistold(), *self._disordered()]

    def close(self) -> None:
        """Close all writers."""
        for log in self.logs:
            log.close()

    def _miscounted(self) -> list[str]:
        counts = self.stored.counts()
        wrong = []
        for names, total in _groups(self.logs):
            found = {name: counts.pop(name, 0) for name in names}
            if sum(found.values()) != total:
                wrong.append(f"{total} lines written, counted {found}")
        return wrong + [f"{n} lines counted of {name}, of which nothing was written" for name, n in counts.items()]

    def _misplaced(self) -> list[str]:
        wrong = []
        positions = self.stored.positions()
        for path, expected in self._ends():
            seen = os.stat(path)
            position = positions.get(row_key((seen.st_dev, seen.st_ino)))
            found = position.offset if position else 0
            if found != expected:
                wrong.append(f"{path.name}: offset {found}, complete lines end at {expected}")
        return wrong

    def _ends(self) -> Iterator[tuple[Path, int]]:
        for log in self.logs:
            if log.path is not None and log.path.exists() and log.followed:
                yield log.path, log.expected_offset()
            for copy in log.copies:
                if copy.exists():
                    yield copy, copy.stat().st_size

    def _mistold(self) -> list[str]:
        wanted = Counter(line.text for content in self._contents() for line in content.notable)
        found = Counter(event.text for event in self.stored.notable())
        lost = [f"not stored: {text}" for text in wanted - found]
        return lost + [f"stored {found[text]} times instead of {wanted[text]}: {text}" for text in found - wanted]

    def _disordered(self) -> list[str]:
        events = self.stored.notable()
        by_text = {event.text: event for event in events}
        wrong = []
        for content in self._contents():
            wrong += _order(content, by_text)
        ends: defaultdict[tuple[str, int], int] = defaultdict(lambda: -1)
        for event in events:
            place, key = event.attrs["offset"], (event.attrs["file"], event.attrs["generation"])
            if place <= ends[key]:
                wrong.append(f"{key}: {place} was stored after {ends[key]}")
            ends[key] = place
        return wrong

    def _contents(self) -> Iterator[Content]:
        for log in self.logs:
            yield from log.contents


def _order(content: Content, by_text: dict[str, Event]) -> list[str]:
    """What is wrong with the order and the places of one content's lines."""
    wrong, last = [], -1
    for line in content.notable:
        event = by_text.get(line.text)
        if event is None:
            continue
        if event.seq <= last:
            wrong.append(f"stored before the line written before it: {line.text}")
        if event.attrs["offset"] != line.offset:
            wrong.append(f"offset {event.attrs['offset']} instead of {line.offset}: {line.text}")
        last = event.seq
    return wrong


def _groups(logs: Iterable[Log]) -> list[tuple[set[str], int]]:
    """Logs that had a name in common: their names, and the lines written to all of them."""
    by_name: dict[str, tuple[set[str], int]] = {}
    for log in logs:
        names = {label(str(path)) for path in log.paths}
        total = sum(content.total for content in log.contents)
        for others, lines in {id(by_name[name]): by_name[name] for name in names if name in by_name}.values():
            names |= others
            total += lines
        by_name |= dict.fromkeys(names, (names, total))
    return list({id(group): group for group in by_name.values()}.values())
