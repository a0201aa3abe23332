"""What happened between two looks at the checkout, as events."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

from collectors.foreign import safe
from collectors.git.history import Commit
from collectors.git.snapshot import Snapshot
from console.model.event import Draft, Severity, Voice

NAMED = 3
LISTED = 50
SINGLY = 5
_RECENT_S = 60.0


def edits(old: Snapshot, new: Snapshot, now: float) -> list[Draft]:
    """One event for all files that were changed by hand; git's own changes of the tree are not edits."""
    if (old.status.head, old.branch, old.standing) != (new.status.head, new.branch, new.standing):
        return []
    changed = [
        path
        for path, letters in new.status.paths.items()
        if path not in old.status.paths or _moved(old, new, path) or _vanished(old.status.paths[path], letters)
    ]
    if not changed:
        return []
    names = safe([os.fsencode(path) for path in changed[:LISTED]])
    first = ", ".join(names[:NAMED])
    more = "" if len(changed) <= NAMED else f" and {len(changed) - NAMED} more"
    text = f"edited {first}" if len(changed) == 1 else f"{len(changed)} files edited: {first}{more}"
    return [_draft("git.edit", now, text, "files edited", {"files": names, "n": len(changed)})]


def switched(old: Snapshot, new: Snapshot, now: float) -> list[Draft]:
    """An event when another branch is worked on."""
    if old.branch == new.branch:
        return []
    before, after = safe([os.fsencode(old.branch), os.fsencode(new.branch)])
    attrs = {"from": before, "to": after, "head": new.status.head}
    return [_draft("git.branch", now, f"switched from {before} to {after}", "switched branch", attrs)]


def operations(old: Snapshot, new: Snapshot, now: float) -> list[Draft]:
    """An event when an operation begins, meets new conflicts, or is over."""
    name, conflicts = new.standing.name, new.status.conflicts
    if name == old.standing.name and (not name or conflicts <= old.status.conflicts):
        return []
    if not name:
        ended = f"{old.standing.name} is over"
        return [_draft("git.operation", now, ended, ended, {"operation": ""})]
    voice, severity = (Voice.RUSTBELT, Severity.WARNING) if conflicts else (Voice.SKYSKRAPER, Severity.INFO)
    attrs = {"operation": name, "conflicts": conflicts}
    return [_draft("git.operation", now, f"{new.operation} in progress", f"{name} in progress", attrs, voice, severity)]


def moved(branch: str, head: str, arrived: Sequence[Commit], n: int, action: str, now: float) -> list[Draft]:
    """Events for a head that is another commit than before: the commits (newest first, `n` in all) or the way back.

    `action` is the reflog's word for it. Many commits at once are one event.
    """
    place, how = safe((os.fsencode(branch), action))
    if not arrived:
        told = f" ({how})" if how else ""
        attrs: dict[str, Any] = {"branch": place, "head": head, "action": how}
        text = f"{place} moved back to {head[:9]}{told}"
        return [_draft("git.head", now, text, "head moved", attrs, Voice.RUSTBELT, Severity.NOTICE)]
    if n > SINGLY or how.startswith("rebase"):
        text = f"{n} commits on {place} ({how or 'arrived'}), newest: {arrived[0].subject}"
        attrs = {"branch": place, "head": head, "action": how, "n": n, "commits": [c.id for c in arrived]}
        return [_draft("git.commit", now, text, "commits arrived", attrs)]
    return [_commit(commit, place, how, now) for commit in reversed(arrived)]


def _commit(commit: Commit, branch: str, action: str, now: float) -> Draft:
    verb = "amended" if "amend" in action else "commit"
    time = commit.time if now - _RECENT_S < commit.time <= now else now
    text = f"{verb} {commit.id[:9]} by {commit.author}: {commit.subject}"
    attrs = {
        "commit": commit.id,
        "author": commit.author,
        "subject": commit.subject,
        "branch": branch,
        "action": action,
        "committed": commit.time,
    }
    return _draft("git.commit", time, text, verb, attrs)


def _moved(old: Snapshot, new: Snapshot, path: str) -> bool:
    """Whether a file that differed before was written since; only the first ones are looked at."""
    return path in old.files and path in new.files and old.files[path] != new.files[path]


def _vanished(before: str, after: str) -> bool:
    return after.endswith("D") and not before.endswith("D")


def _draft(
    kind: str,
    time: float,
    text: str,
    template: str,
    attrs: Mapping[str, Any],
    voice: Voice = Voice.SKYSKRAPER,
    severity: Severity = Severity.INFO,
) -> Draft:
    return Draft(
        time=time,
        source="git",
        kind=kind,
        voice=voice,
        severity=severity,
        text=text,
        template=template,
        attrs=dict(attrs),
    )
