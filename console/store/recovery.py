"""Recovery: before the engine opens the store it looks whether it is sound; a damaged one is kept and replaced.

What is damaged is never overwritten: it is set aside under a name with the time, the newest sound copy takes its
place, and what happened is told in words. A copy knows where each source was then, so that the log files are read
again from there.
"""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from console.store import backup
from console.store.checking import quick_check
from console.store.marks import Marks
from console.store.presence import head_problem
from console.store.requeue import requeue
from console.store.salvage import salvage
from console.store.schema import SchemaError
from console.store.transaction import StoreUnavailableError

ATTEMPTS = "jobs"
LOGS = ("-wal", "-shm", "-journal")


class Recovery(Struct, frozen=True):
    """What was found and done: sentences for people, where the damaged store lies now, which copy was taken."""

    notices: tuple[str, ...] = ()
    aside: str | None = None
    restored: str | None = None


def recover(
    path: str,
    backups: str,
    *,
    now: Callable[[], float] = time.time,
) -> Recovery:
    """Make the store at `path` usable; `backups` is the folder of copies. Takes at most two seconds to check.

    Only for the engine that holds the lock. Raises StoreUnavailableError when the damaged store cannot be moved or
    the copy cannot be put in its place.
    """
    try:
        notices = _log_notice(path)  # before the check, which makes an empty log where there is none
        problem = _problem(path, backups)
        if problem is None:
            return Recovery(notices)
        aside = _set_aside(path, now())
        found = _restore(path, backups, problem, aside)
        found = replace(found, notices=(*found.notices, *_salvaged(aside, path), *_requeued(path, found)))
        Marks(path).settled()
    except OSError as error:
        raise StoreUnavailableError(f"the store cannot be repaired ({error})") from error
    return found


def _problem(path: str, backups: str) -> str | None:
    """What is wrong with the store, None when nothing is (or nothing was found in the time allowed)."""
    copied = bool(backup.copies(backups))
    if not os.path.exists(path):
        logged = any(os.path.exists(path + suffix) for suffix in LOGS)
        return "it is missing" if copied or logged else None
    if os.path.getsize(path) == 0:
        logged = os.path.exists(f"{path}-wal") and os.path.getsize(f"{path}-wal") > 0
        return "it is empty" if copied or logged else None
    if Marks(path).suspect:
        return "it broke in use"
    return head_problem(path) or quick_check(path)


def _set_aside(path: str, now: float) -> str | None:
    """Move the store and its log to names that say when; None when there was nothing to move."""
    stamp = f"{datetime.fromtimestamp(now, UTC):%Y%m%dT%H%M%S}"
    aside, number = f"{path}.corrupt-{stamp}", 1
    while os.path.exists(aside):
        number += 1
        aside = f"{path}.corrupt-{stamp}-{number}"
    moved = False
    for suffix in (*LOGS, ""):  # the log first: a crash in between leaves no foreign log beside a new store
        if os.path.exists(path + suffix):
            os.rename(path + suffix, aside + suffix)
            moved = True
    return aside if moved else None


def _restore(path: str, backups: str, problem: str, aside: str | None) -> Recovery:
    notices = [f"the store was damaged ({problem})" + (f"; it is kept as {aside}" if aside else "")]
    for copy in backup.copies(backups):
        wrong = backup.verify(copy)
        if wrong:
            notices.append(f"the copy {os.path.basename(copy)} is damaged too ({wrong})")
            continue
        _put(copy, path)
        notices.append(f"the copy {os.path.basename(copy)} took its place; log files are read again from there")
        return Recovery(tuple(notices), aside, copy)
    notices.append("there is no sound copy; a new store was begun and log files are read again")
    return Recovery(tuple(notices), aside)


def _salvaged(aside: str | None, path: str) -> tuple[str, ...]:
    """Carry over what people asked since the copy was made, and tell it."""
    if aside is None or not os.path.exists(aside):  # only its log was left
        return ()
    try:
        rows = salvage(aside, path)
    except sqlite3.Error as error:
        return (f"what was asked since then could not be carried over ({error})",)
    return (f"{rows} commands and outcomes of fixes since then were read out of the damaged store",) if rows else ()


def _requeued(path: str, found: Recovery) -> tuple[str, ...]:
    """Bring the queue up to date with what was asked since the copy was made, and tell it."""
    since = backup.moment_of(found.restored) if found.restored else 0.0
    try:
        jobs = requeue(path, os.path.join(os.path.dirname(path), ATTEMPTS), since)
    except (sqlite3.Error, SchemaError) as error:
        return (f"what was queued since then could not be brought back ({error})",)
    return (f"what was queued since then was brought back from the journal: {jobs} jobs",) if jobs else ()


def _put(copy: str, path: str) -> None:
    temporary = f"{path}.part"
    shutil.copyfile(copy, temporary)
    os.chmod(temporary, 0o600)
    fd = os.open(temporary, os.O_RDWR | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
    os.rename(temporary, path)


def _log_notice(path: str) -> tuple[str, ...]:
    """Tell when the write-ahead log has gone: the store is sound, but its last commits went with the log."""
    log = f"{path}-wal"
    if not os.path.exists(path) or not Marks(path).left_open:
        return ()
    if os.path.exists(log) and os.path.getsize(log) > 0:
        return ()
    return (
        "the store's write-ahead log has gone; what was committed last went with it, "
        "log files are read again from where the store ends",
    )
