"""Clusters and entries of the catalogue as data, for `show clusters` and `show failures`."""

from console.model.cluster import Cluster, Failure
from console.model.failure import Place
from console.model.frame import Frame
from console.views.clusters import ordered
from console.views.times import rfc3339

Fields = dict[str, object]


def clusters_fields(frame: Frame, _now: float) -> Fields:
    """Every cluster of the frame, in the order of the pane."""
    return {"clusters": [cluster_fields(cluster) for cluster in ordered(frame)]}


def cluster_fields(cluster: Cluster) -> Fields:
    """One cluster. `line` is its masked headline, `category` null until it was studied."""
    return {
        "cluster": cluster.id,
        "fingerprint": cluster.fingerprint,
        "line": cluster.title,
        "name": cluster.name or None,
        "standing": cluster.standing.value,
        "muted": cluster.muted,
        "by": cluster.by or None,
        "note": cluster.note or None,
        "severity": cluster.severity.word,
        "category": cluster.category.value if cluster.studied else None,
        "confidence": cluster.confidence if cluster.studied else None,
        "reason": cluster.reason or None,
        "fix": cluster.fix or None,
        "cause": cluster.cause or None,
        "keys": cluster.keys,
        "hour": cluster.hour,
        "total": cluster.total,
        "first": rfc3339(cluster.first),
        "last": rfc3339(cluster.last),
        "trend": list(cluster.trend),
        "sample": cluster.sample,
        "origin": cluster.origin,
        "where": place_fields(cluster.where),
    }


def place_fields(place: Place | None) -> Fields | None:
    """A place in code; null where none is known."""
    if place is None:
        return None
    return {"file": place.file, "line": place.line or None, "function": place.function or None}


def failure_fields(failure: Failure) -> Fields:
    """One entry of the catalogue; `recovered` in seconds, null while it has not."""
    return {
        "failure": failure.id,
        "cluster": failure.cluster,
        "line": failure.title,
        "category": failure.category.value,
        "severity": failure.severity.word,
        "time": rfc3339(failure.time),
        "last": rfc3339(failure.last),
        "n": failure.n,
        "summary": failure.summary,
        "source": failure.source,
        "origin": failure.origin or None,
        "job": failure.job or None,
        "branch": failure.branch or None,
        "commit": failure.commit or None,
        "node": failure.node or None,
        "evidence": list(failure.evidence),
        "outcome": failure.outcome or None,
        "recovered": failure.recovered,
    }
