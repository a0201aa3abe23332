"""Reading the catalogue: entries newest first, by cluster or by their words (SQLite's FTS5)."""

import re
import sqlite3
from typing import Any

from console.model.cluster import Failure, FailurePage, FailureQuery
from console.model.event import Severity
from console.model.failure import Category
from console.store import codec

WORDS = 16
LONGEST = 1000

_WORD = re.compile(r"\w+")
_SELECT = """SELECT f.id, k.cluster, c.name, c.title, c.category, f.severity, f.time, f.last, f.n, f.summary, f.source,
    f.origin, f.job, f.branch, f.revision, f.node, f.evidence, f.outcome, f.recovered
    FROM failures f JOIN keys k ON k.id=f.key JOIN clusters c ON c.id=k.cluster"""
_ORDER = "ORDER BY f.last DESC, f.id DESC LIMIT ?"


def page(conn: sqlite3.Connection, query: FailureQuery) -> FailurePage:
    """The entries a query asks for."""
    conditions, values = _conditions(query)
    if conditions is None:
        return FailurePage()
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    rows = conn.execute(f"{_SELECT} {where} {_ORDER}", (*values, query.limit + 1)).fetchall()
    return FailurePage(tuple(_failure(row) for row in rows[: query.limit]), len(rows) > query.limit)


def origins(conn: sqlite3.Connection, source: str) -> frozenset[str]:
    """The origins of the entries that a source brought."""
    return frozenset(
        origin for (origin,) in conn.execute("SELECT DISTINCT origin FROM failures WHERE source=?", (source,))
    )


def _conditions(query: FailureQuery) -> tuple[list[str] | None, list[Any]]:
    """What the rows must fulfil; None when nothing can."""
    conditions: list[str] = []
    values: list[Any] = []
    if query.find.strip():
        words = match_words(query.find)
        if not words:
            return None, []
        conditions.append("f.id IN (SELECT rowid FROM failures_text WHERE failures_text MATCH ?)")
        values.append(words)
    if query.cluster:
        conditions.append("f.key IN (SELECT id FROM keys WHERE cluster=?)")
        values.append(query.cluster)
    if query.before is not None:
        conditions.append("(f.last, f.id) < (?, ?)")
        values += [codec.to_ms(query.before[0]), query.before[1]]
    return conditions, values


def match_words(text: str) -> str:
    """What somebody typed as an FTS5 query: every word has to occur, the last one may go on.

    Only words are taken, each quoted, so that nothing in it is an operator; at most sixteen.
    """
    words = [word for word in _WORD.findall(text[:LONGEST].replace("_", " "))[:WORDS] if word.isprintable()]
    return " ".join(f'"{word}"' for word in words) + ("*" if words else "")


def _failure(row: tuple[Any, ...]) -> Failure:
    number, cluster, name, title, category, severity, time, last, n, summary = row[:10]
    source, origin, job, branch, revision, node, evidence, outcome, recovered = row[10:]
    return Failure(
        id=number,
        cluster=cluster,
        title=name or title,
        category=Category(category),
        severity=Severity(severity),
        time=codec.to_seconds(time),
        last=codec.to_seconds(last),
        n=n,
        summary=summary,
        source=source,
        origin=origin,
        job=job,
        branch=branch,
        commit=revision,
        node=node,
        evidence=tuple(evidence.split("\n")) if evidence else (),
        outcome=outcome,
        recovered=None if recovered is None else codec.to_seconds(recovered),
    )
