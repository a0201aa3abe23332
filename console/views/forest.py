"""Processes in the order a person looks for them: own trees first, heavy ones before light ones."""

from collections.abc import Iterable

from console.model.machine import ProcessRow

MEMORY_WEIGHT = 64 * 1024 * 1024


def weight(row: ProcessRow) -> float:
    """One per cent of a core weighs as much as 64 MiB of memory."""
    return row.cpu + row.rss / MEMORY_WEIGHT


def heaviest(rows: Iterable[ProcessRow]) -> list[tuple[ProcessRow, int]]:
    """Each process by weight, those of this login first; all at depth 0."""
    return [(row, 0) for row in sorted(rows, key=lambda r: (not r.own, -weight(r), r.pid))]


def ordered(rows: Iterable[ProcessRow]) -> list[tuple[ProcessRow, int]]:
    """Each process with its depth in the tree of those shown: parents before children, heavy subtrees first.

    Processes of this login and of others stand in separate trees.
    """
    by_pid = {row.pid: row for row in rows}
    children: dict[int, list[ProcessRow]] = {}
    roots: list[ProcessRow] = []
    for row in by_pid.values():
        parent = by_pid.get(row.ppid)
        is_child = parent is not None and parent.pid != row.pid and parent.own == row.own
        (children.setdefault(row.ppid, []) if is_child else roots).append(row)
    weights = _weights(by_pid, children, roots)
    roots.sort(key=lambda r: (not r.own, -weights[r.pid], r.pid))
    for below in children.values():
        below.sort(key=lambda r: (-weights.get(r.pid, 0.0), r.pid))
    placed = _walk(roots, children)
    reached = {row.pid for row, _ in placed}
    return placed + [(row, 0) for row in by_pid.values() if row.pid not in reached]


def _walk(roots: list[ProcessRow], children: dict[int, list[ProcessRow]]) -> list[tuple[ProcessRow, int]]:
    placed: list[tuple[ProcessRow, int]] = []
    stack = [(row, 0) for row in reversed(roots)]
    while stack:
        row, depth = stack.pop()
        placed.append((row, depth))
        stack += [(child, depth + 1) for child in reversed(children.get(row.pid, []))]
    return placed


def _weights(
    by_pid: dict[int, ProcessRow], children: dict[int, list[ProcessRow]], roots: list[ProcessRow]
) -> dict[int, float]:
    """The weight of each process together with everything below it."""
    sums: dict[int, float] = {}
    for row, _ in reversed(_walk(roots, children)):
        sums[row.pid] = weight(row) + sum(sums.get(child.pid, 0.0) for child in children.get(row.pid, []))
    return {pid: sums.get(pid, 0.0) for pid in by_pid}
