"""The name of a project's state directory."""

import hashlib
import os
import re
from collections.abc import Mapping


def real(project: str) -> str:
    """The project's real path; bytes that are not UTF-8 are shown escaped, so that it can be stored as text."""
    return os.fsencode(os.path.realpath(project)).decode("utf-8", "backslashreplace")


def locate(project: str, explicit: str | None, env: Mapping[str, str]) -> str:
    """The state directory: `explicit`, else KONTRAPUNKT_STATE, else `<state home>/kontrapunkt/<name>-<hash>`."""
    named = explicit or env.get("KONTRAPUNKT_STATE", "")
    if named:
        return os.path.abspath(os.path.expanduser(named))
    home = env.get("XDG_STATE_HOME", "")
    if not os.path.isabs(home):
        home = os.path.join(env.get("HOME") or os.path.expanduser("~"), ".local", "state")
    path = os.path.realpath(project)
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", os.path.basename(path)) or "root"
    digest = hashlib.blake2b(os.fsencode(path), digest_size=6).hexdigest()
    return os.path.join(home, "kontrapunkt", f"{name[:60]}-{digest}")
