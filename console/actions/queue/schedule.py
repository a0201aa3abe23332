"""Which jobs start now: the groups' limits, the machine's room, and a word for everyone who is held back."""

from collections import Counter
from collections.abc import Callable, Mapping

from msgspec import Struct

from console.actions.queue.line import Line, Ready
from console.model.job import Needs, Track

LOOKED_AT = 200
"""How far behind a job that finds no room smaller ones may pass it, in jobs."""

Room = Callable[[Needs], str]


class Choice(Struct, frozen=True):
    """The jobs to start, in order, and why jobs that were looked at are held back."""

    start: tuple[Ready, ...]
    held: Mapping[int, str]


def choose(
    line: Line, running: Counter[str], tracks: Mapping[str, Track], parallel: int, room: Room, now: float
) -> Choice:
    """Choose from the line at `now` (seconds since the epoch).

    `running` counts the running jobs by group, `parallel` is the limit of groups nobody set up. `room` says why a need
    cannot be met, or nothing; it is asked once a job, in order, and keeps count of what it has promised.
    """
    busy = Counter(running)
    start: list[Ready] = []
    held: dict[int, str] = {}
    full: set[str] = set()
    for job in line.ordered(now, full):
        if len(held) >= LOOKED_AT:
            break
        reason = _group_is_full(job.group, busy, tracks, parallel)
        if reason:
            full.add(job.group)
            held[job.id] = reason
            continue
        reason = room(job.needs)
        if reason:
            held[job.id] = reason
        else:
            busy[job.group] += 1
            start.append(job)
    return Choice(tuple(start), held)


def _group_is_full(group: str, busy: Counter[str], tracks: Mapping[str, Track], parallel: int) -> str:
    track = tracks.get(group) or Track(name=group, parallel=parallel)
    if track.paused:
        return f"group {group} is paused"
    return f"group {group} runs {busy[group]} of {track.parallel}" if busy[group] >= track.parallel else ""
