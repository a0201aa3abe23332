"""CI as data: what `show ci --json` prints, one object for each run and each place."""

from console.model.ci import Card, CiJob, PlaceState, Stand, Told
from console.views.data_machine import Fields, when


def run_fields(card: Card) -> Fields:
    """One run with its jobs; seconds are null while something is not over."""
    run = card.run
    took = run.finished - run.started if run.finished is not None and run.started is not None else None
    return {
        "run": card.key, "place": run.place, "id": run.id, "number": run.number, "name": run.name, "title": run.title,
        **_stand(run.stand), "branch": run.branch, "commit": run.commit, "who": run.who, "event": run.event,
        "attempt": run.attempt, "created": when(run.created), "started": when(run.started),
        "finished": when(run.finished), "seconds": None if took is None else round(max(took, 0.0), 3),
        "usual_seconds": card.usual, "url": run.url, "jobs": [_job(job, card.told) for job in card.jobs],
    }  # fmt: skip


def place_fields(place: PlaceState) -> Fields:
    """One place: how each kind of its data can be believed, and what is left of its allowance."""
    allowance = place.allowance
    return {
        "place": place.place, "kind": place.kind, "login": place.login or None, "can": list(place.can),
        "asked_hour": place.asked, "unchanged_hour": place.unchanged, "next": when(place.next),
        "allowance": {"limit": allowance.limit, "left": allowance.left, "resets": when(allowance.resets)}
        if allowance
        else None,
        "sights": [
            {"kind": s.kind, "state": s.freshness.value, "seen": when(s.seen), "detail": s.detail} for s in place.sights
        ],
    }  # fmt: skip


def _stand(stand: Stand) -> Fields:
    return {
        "phase": stand.phase.value,
        "outcome": stand.outcome.value if stand.outcome else None,
        "raw": stand.raw,
    }


def _job(job: CiJob, told: tuple[Told, ...]) -> Fields:
    found = next((one for one in told if one.job == job.id), None)
    return {
        "id": job.id, "name": job.name, **_stand(job.stand), "attempt": job.attempt, "started": when(job.started),
        "finished": when(job.finished), "seconds": job.seconds, "runner": job.runner, "url": job.url,
        "steps": [{"number": step.number, "name": step.name, **_stand(step.stand)} for step in job.steps],
        "cause": _cause(found) if found else None,
    }  # fmt: skip


def _cause(told: Told) -> Fields:
    return {
        "summary": told.summary, "line": told.line or None, "lines": list(told.lines), "basis": told.basis,
        "category": told.category or None, "confidence": told.confidence or None, "tests": list(told.tests),
        "note": told.note,
    }  # fmt: skip
