"""What the tests of clusters and catalogue share: failures with fingerprints, decisions, and sums that must hold."""

from pathlib import Path
from typing import Any

from console.model.batch import Batch
from console.model.cluster import Cluster, Found, Key
from console.model.event import Severity
from console.store.writer import Request, Writer
from tests.store.support import START, draft, reader

Batches = list[tuple[str, Batch]]


def failing(*names: str, time: float = START, severity: Severity = Severity.ERROR, **attrs: object) -> Batches:
    """One failure for each name, under the fingerprint of that name."""
    drafts = [
        replace_fingerprint(draft(time, severity, f"{name} broke", f"{name} broke", **attrs), name) for name in names
    ]
    return [
        ("logs", Batch(events=tuple(drafts), keys=tuple(Key(fingerprint=name, why=f"all {name}") for name in names)))
    ]


def replace_fingerprint(one: Any, name: str) -> Any:
    import msgspec

    return msgspec.structs.replace(one, fingerprint=name)


def found(name: str, digest: str, **fields: Any) -> Found:
    """A failure dug up."""
    given = {"time": START, "summary": f"{name} broke", "source": "dig", "origin": "/old.log"} | fields
    return Found(digest=digest, fingerprint=name, **given)


async def decide(writer: Writer, what: str, cluster: int, time: float = START + 1, **fields: Any) -> str:
    """Carry a decision out; returns its words."""
    request = Request(what=f"cluster.{what}", cluster=cluster, who="me", time=time, **fields)
    return (await writer.decide(request)).words


def clusters(folder: Path, now: float = START + 2) -> dict[int, Cluster]:
    """The clusters that are not resolved, by id."""
    found_reader = reader(folder, now)
    try:
        return {cluster.id: cluster for cluster in found_reader.clusters()}
    finally:
        found_reader.close()


def totals(writer_conn: Any) -> tuple[int, int, int]:
    """Sums that must be equal: over living clusters, over keys, over minutes."""
    one = "SELECT coalesce(sum(n), 0) FROM"
    return tuple(  # type: ignore[return-value]
        writer_conn.execute(statement).fetchone()[0]
        for statement in (f"{one} clusters WHERE joined IS NULL", f"{one} keys", f"{one} key_minutes")
    )
