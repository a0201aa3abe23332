"""Reading test results: the tests with their history, and the sittings."""

import sqlite3
from collections.abc import Iterator

import msgspec

from console.model.testing import Record, Result, Sitting, Verdict
from console.store import codec
from console.store.write_testing import Entry

_SITTINGS = "SELECT id, path, time, format, note, commit_, clean FROM sittings ORDER BY id"
_ALL = "SELECT suite, name, message, history FROM tests ORDER BY suite, name"
_BAD = "SELECT suite, name, message, history FROM tests WHERE bad=1 ORDER BY suite, name"

_decode = msgspec.msgpack.Decoder(list[Entry]).decode
_VERDICTS = {verdict.value: verdict for verdict in Verdict}


def sittings(conn: sqlite3.Connection) -> dict[int, Sitting]:
    """All sittings that are kept, by number, oldest first."""
    return {
        number: Sitting(
            path=path, time=codec.to_seconds(time), format=named, note=note, commit=commit, clean=bool(clean)
        )
        for number, path, time, named, note, commit, clean in conn.execute(_SITTINGS)
    }


def records(conn: sqlite3.Connection, *, failing: bool = False) -> Iterator[Record]:
    """Every test with its results, by suite and name; `failing`: only those that failed when they last ran."""
    known = sittings(conn)
    for suite, name, message, history in conn.execute(_BAD if failing else _ALL):
        results = tuple(_result(known[entry[0]], entry) for entry in _decode(history) if entry[0] in known)
        yield Record(suite=suite, name=name, results=results, message=message)


def _result(sitting: Sitting, entry: Entry) -> Result:
    _, verdict, took, mixed = entry
    return Result(
        time=sitting.time, verdict=_VERDICTS[verdict], seconds=None if took is None else took / 1000,
        commit=sitting.commit, clean=sitting.clean, mixed=mixed,
    )  # fmt: skip
