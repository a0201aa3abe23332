"""Recordings: what was stored between two moments, as a file of the same schema that a Reader opens."""

import os
import sqlite3
from urllib.parse import quote

from console.model import hlc
from console.model.event import Severity
from console.store import codec, schema
from console.store.transaction import StoreUnavailableError, transaction, translate

LEAD = 3600.0

# Frames look back an hour, so the hour before is there too: in minutes, and one by one from warnings up. Totals are
# those of the end.
_COPIES = (
    "INSERT INTO names SELECT * FROM live.names",
    "INSERT INTO events SELECT * FROM live.events WHERE time BETWEEN :since AND :until",
    """INSERT INTO events SELECT * FROM live.events WHERE severity>=:warning AND time>=:lead AND time<:since""",
    "INSERT INTO event_minutes SELECT * FROM live.event_minutes WHERE minute BETWEEN :lead_minute AND :until_minute",
    "INSERT INTO minute_totals SELECT * FROM live.minute_totals WHERE minute BETWEEN :lead_minute AND :until_minute",
    "INSERT INTO counts SELECT * FROM live.counts WHERE minute BETWEEN :lead_minute AND :until_minute",
    """INSERT INTO template_minutes SELECT * FROM live.template_minutes
       WHERE minute BETWEEN :lead_minute AND :until_minute""",
    """INSERT INTO templates SELECT * FROM live.templates WHERE id IN
       (SELECT template FROM template_minutes UNION SELECT template FROM events)""",
    """UPDATE templates SET n=n-(SELECT coalesce(sum(m.n), 0) FROM live.template_minutes m
       WHERE m.template=templates.id AND m.minute>:until_minute)""",
    "INSERT INTO key_minutes SELECT * FROM live.key_minutes WHERE minute BETWEEN :lead_minute AND :until_minute",
    """INSERT INTO failures SELECT * FROM live.failures WHERE last>=:lead AND time<=:until""",
    """INSERT INTO keys SELECT * FROM live.keys WHERE id IN (SELECT key FROM key_minutes UNION SELECT key FROM failures
       UNION SELECT key FROM events WHERE key IS NOT NULL)""",
    "INSERT INTO key_facts SELECT * FROM live.key_facts WHERE key IN (SELECT id FROM keys)",
    "INSERT INTO clusters SELECT * FROM live.clusters WHERE id IN (SELECT cluster FROM keys)",
    """UPDATE keys SET n=n-(SELECT coalesce(sum(m.n), 0) FROM live.key_minutes m
       WHERE m.key=keys.id AND m.minute>:until_minute)""",
    "UPDATE clusters SET n=(SELECT sum(n) FROM keys WHERE cluster=clusters.id)",
    "INSERT INTO examples SELECT * FROM live.examples WHERE cluster IN (SELECT id FROM clusters)",
    "INSERT INTO studies SELECT * FROM live.studies WHERE cluster IN (SELECT id FROM clusters)",
    "INSERT INTO opinions SELECT * FROM live.opinions WHERE cluster IN (SELECT id FROM clusters)",
    "INSERT INTO failures_text(failures_text) VALUES('rebuild')",
    "INSERT INTO series SELECT * FROM live.series",
    "INSERT INTO samples SELECT * FROM live.samples WHERE time BETWEEN :lead AND :until",
    "INSERT INTO sample_minutes SELECT * FROM live.sample_minutes WHERE minute BETWEEN :lead_minute AND :until_minute",
    """INSERT INTO states SELECT * FROM live.states
       WHERE from_hlc<=:until_hlc AND (to_hlc IS NULL OR to_hlc>:since_hlc)""",
    "INSERT INTO sources SELECT * FROM live.sources",
    "INSERT INTO commands SELECT * FROM live.commands WHERE time BETWEEN :since AND :until",
    "INSERT INTO health SELECT * FROM live.health",
    "INSERT INTO meta SELECT * FROM live.meta WHERE key IN ('project', 'node', 'last_seq', 'last_hlc')",
    """UPDATE meta SET value=value-(SELECT coalesce(sum(n), 0) FROM live.event_minutes WHERE minute>:until_minute)
       WHERE key='last_seq'""",
    "INSERT INTO meta VALUES('recorded_since', :since), ('recorded_until', :until)",
)


def record(source: str, target: str, since: float, until: float) -> int:
    """Write what the store at `source` holds between two moments (seconds) to a new file; returns its events.

    States that held at `since` are included. The file appears whole or not at all.
    Raises FileExistsError when there is a file `target`, StoreUnavailableError when it cannot be read or written,
    SchemaError when the store is of another program.
    """
    if os.path.lexists(target):
        raise FileExistsError(f"{target} exists already")
    temporary = f"{target}.part"
    try:
        os.close(os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600))
        events = _write(source, temporary, since, until)
        os.rename(temporary, target)
    except sqlite3.Error as error:
        raise translate(error) from error
    except OSError as error:
        raise StoreUnavailableError(f"the recording cannot be written ({error})") from error
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)
    return events


def bounds(conn: sqlite3.Connection) -> tuple[float, float] | None:
    """From when to when a recording goes (seconds); None for a live store."""
    rows = dict(conn.execute("SELECT key, value FROM meta WHERE key IN ('recorded_since', 'recorded_until')"))
    if len(rows) < 2:
        return None
    return codec.to_seconds(rows["recorded_since"]), codec.to_seconds(rows["recorded_until"])


def span(conn: sqlite3.Connection) -> tuple[float, float] | None:
    """Between which moments there is something to see (seconds): from when sources were watched to the last news."""
    watched = conn.execute("SELECT min(from_hlc), max(max(from_hlc, coalesce(to_hlc, 0))) FROM states").fetchone()
    told = conn.execute("SELECT min(time), max(time) FROM events").fetchone()
    known = bounds(conn)
    first = [hlc.seconds(watched[0])] if watched[0] else [codec.to_seconds(told[0])] if told[0] else []
    last = [hlc.seconds(watched[1])] if watched[1] else []
    last += [codec.to_seconds(told[1])] if told[1] else []
    if not first or not last:
        return known
    return max(first[0], known[0]) if known else first[0], min(max(last), known[1]) if known else max(last)


def _write(source: str, target: str, since: float, until: float) -> int:
    conn = sqlite3.connect(f"file:{quote(os.path.abspath(target))}?mode=rw", uri=True, isolation_level=None)
    try:
        schema.migrate(conn)
        conn.execute("ATTACH ? AS live", (f"file:{quote(os.path.abspath(source))}?mode=ro",))
        _check(conn)
        with transaction(conn):
            for statement in _COPIES:
                conn.execute(statement, _moments(since, until))
        return int(conn.execute("SELECT count(*) FROM events").fetchone()[0])
    finally:
        conn.close()


def _check(conn: sqlite3.Connection) -> None:
    found = int(conn.execute("PRAGMA live.user_version").fetchone()[0])
    if found != schema.SCHEMA_VERSION:
        raise schema.SchemaError(
            f"the store has schema {found}, this program {schema.SCHEMA_VERSION}; let its engine run once, then record"
        )


def _moments(since: float, until: float) -> dict[str, int]:
    return {
        "since": codec.to_ms(since),
        "until": codec.to_ms(until),
        "lead": codec.to_ms(since - LEAD),
        "lead_minute": int((since - LEAD) // 60),
        "until_minute": int(until // 60),
        "since_hlc": hlc.pack(codec.to_ms(since)),
        "until_hlc": hlc.at(until),
        "warning": int(Severity.WARNING),
    }
