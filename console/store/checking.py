"""SQLite's own look at a store, bounded in time."""

import os
import sqlite3
import threading
from urllib.parse import quote

from console.store.transaction import StoreUnavailableError

LIMIT = 2.0


def quick_check(path: str, limit: float = LIMIT) -> str | None:
    """What SQLite's quick check finds within `limit` seconds; None when it is content or the time was up.

    Raises StoreUnavailableError when the file cannot be looked at for another reason than damage. SQLite before 3.41
    cannot be interrupted in this, so it runs in a thread, which is left to its end when the time is up.
    """
    # read-only, so that closing it does not write the log into a damaged store
    uri = f"file:{quote(os.path.abspath(path))}?mode=ro"
    try:
        conn = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    except sqlite3.DatabaseError as error:
        return _damage(error)
    found: list[str | sqlite3.DatabaseError | None] = []

    def check() -> None:
        try:
            (said,) = conn.execute("PRAGMA quick_check(1)").fetchone()
            found.append(None if said == "ok" else str(said))
        except sqlite3.DatabaseError as error:
            found.append(error)
        finally:
            conn.close()

    thread = threading.Thread(target=check, name="quick check", daemon=True)
    thread.start()
    thread.join(limit)
    result = found[0] if found else None
    return _damage(result) if isinstance(result, sqlite3.DatabaseError) else result


def _damage(error: sqlite3.DatabaseError) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return str(error)
    raise StoreUnavailableError(f"the store cannot be checked ({error})") from error
