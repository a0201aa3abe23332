"""How work flows and the plan as data. Times are RFC 3339, durations whole seconds; what is not known is null."""

from collections.abc import Sequence
from typing import Any

from console.model.flow import Break, Flow, Stretch
from console.model.plan import Item
from console.model.plantree import next_step, tree, walk
from console.views.times import rfc3339

Fields = dict[str, Any]


def work_fields(flow: Flow | None) -> Fields | None:
    """What the flow analyst found; None where none has run."""
    if flow is None:
        return None
    return {
        "time": rfc3339(flow.at),
        "state": flow.state.value,
        "since": rfc3339(flow.since),
        "score": flow.score,
        "reason": flow.reason,
        "leaning": flow.leaning.value if flow.leaning else None,
        **_held(flow),
        "frictions": {one.words: strength for one, strength in flow.frictions.items()},
        "present_s": round(flow.present),
        "longest": _stretch(flow.longest) if flow.longest else None,
        "flowing_s": round(flow.flowing),
        "lost_s": round(flow.lost),
        "efficiency": None if flow.efficiency is None else round(flow.efficiency, 3),
        "edit_to_green_s": None if flow.edit_to_green is None else round(flow.edit_to_green),
        "losses": [
            {
                "friction": loss.friction.words,
                "seconds": round(loss.seconds),
                "share": round(loss.share, 3),
                "details": [{"name": name, "seconds": round(seconds)} for name, seconds in loss.details],
            }
            for loss in flow.losses
        ],
        "breaks": [
            {"time": rfc3339(one.time), "seconds": round(one.seconds), "state": one.state.value, **_held(one)}
            for one in flow.breaks
        ],
        "advice": flow.advice or None,
        "timeline": [_stretch(one) for one in flow.timeline],
        "late_events": flow.late,
    }


def _held(one: Flow | Stretch | Break) -> Fields:
    """What held work up, where something did."""
    return {"friction": one.friction.words if one.friction else None, "detail": one.detail or None}


def _stretch(one: Stretch) -> Fields:
    return {"state": one.state.value, "start": rfc3339(one.start), "end": rfc3339(one.end), **_held(one)}


def plan_fields(items: Sequence[Item]) -> list[Fields]:
    """Everything in the plan, each before what lies under it, with how far it is."""
    step = next_step(items)
    return [
        {
            "id": node.item.id,
            "parent": node.item.parent or None,
            "level": node.item.level.value,
            "title": node.item.title,
            "done": node.done,
            "finished": node.finished,
            "steps": node.steps,
            "next": step is not None and step.id == node.item.id,
            "jobs": list(node.item.jobs),
            "checkpoints": list(node.item.checkpoints),
        }
        for _, node in walk(tree(items))
    ]
