"""Whether a job had better wait, because what it needs is about to run out."""

import os
from collections.abc import Mapping

from console.model.batch import Sample
from console.model.forecast import Forecast
from console.model.job import Needs

HEAVY = 0.05
"""The share of the limit from which a job that declares its need is heavy."""
_MEMORY = ("memory.used", "swap.used")
_WORDS = {"memory.used": "memory", "swap.used": "swap"}


def looming(found: Mapping[str, Forecast], newest: Mapping[str, Sample], needs: Needs, project: str) -> str:
    """Why a job waits: while a warning stands a heavy one, while the end is near any; empty when it need not."""
    disk = _disk(found, project)
    for name, need in (*((name, needs.memory) for name in _MEMORY), (disk, needs.disk)):
        one = found.get(name)
        if one is None or not one.warning:
            continue
        limit = newest[name].limit if name in newest else None
        if one.critical or (limit and need >= HEAVY * limit):
            what = _WORDS.get(name, name.replace(":", " ", 1))
            return f"held: {what} {_when(one)}"
    return ""


def _disk(found: Mapping[str, Forecast], project: str) -> str:
    """The series of the disk that the project lies on: the longest mount point above it."""
    path = os.path.join(os.path.realpath(project), "")
    disks = [name for name in found if name.startswith("disk:") and path.startswith(os.path.join(name[5:], ""))]
    return max(disks, key=len, default="")


def _when(one: Forecast) -> str:
    """When it runs out; why that may be at any time, where only level or pressure speak for it."""
    if one.eta_s is None:
        return f"may run out: {one.reason}"
    return f"runs out in ~{one.eta_s / 60:.0f} min" if one.eta_s >= 90 else f"runs out in ~{one.eta_s:.0f} s"
