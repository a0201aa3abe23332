"""File names as text: how any path is shown and stored, and which file is meant by what is shown.

A name may hold bytes that are no UTF-8, control characters and secrets. What is shown holds none of them, so it can
stand in JSON and on a terminal, and may not be the name itself any more.
"""

import os
from itertools import islice

from console.text.clean import clean
from console.text.redact import redact_text

MOST_NAMES = 20_000


def display(path: str) -> str:
    r"""A path as safe text: cleaned and redacted, undecodable bytes as escapes such as `\xff`."""
    return redact_text(clean(os.fsencode(path).decode("utf-8", "backslashreplace")))


def find(shown: str) -> str:
    """The path that is displayed as `shown`; `shown` itself where there is none. Blocking.

    Each folder and name is looked for under its own name first, then among the names (20,000 at most) of its folder.
    """
    if _exists(shown):
        return shown
    path = "/" if shown.startswith("/") else ""
    for part in shown.split("/"):
        exact = os.path.join(path, part)
        path = exact if _exists(exact) else _among(path or ".", part)
        if not path:
            return shown
    return path


def _exists(path: str) -> bool:
    return "\0" not in path and os.path.lexists(path)


def _among(folder: str, shown: str) -> str:
    """The entry of a folder that is displayed as `shown`, empty when there is none."""
    try:
        with os.scandir(folder) as entries:
            return next((entry.path for entry in islice(entries, MOST_NAMES) if display(entry.name) == shown), "")
    except OSError:
        return ""
