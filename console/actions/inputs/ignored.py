"""Which files a repository ignores: changes of those are no reason to run anything."""

import os
import subprocess
from collections.abc import Iterable

from console.text.quiet_git import OFF, environment

TIMEOUT_S = 30.0


def ignored(folder: str, paths: Iterable[str]) -> frozenset[str]:
    """Those of the paths that git ignores; none where there is no repository, or no git."""
    feed = b"".join(os.fsencode(path) + b"\0" for path in paths)
    options = [word for setting in OFF for word in ("-c", setting)]
    words = ["git", *options, "check-ignore", "--no-index", "-z", "--stdin"]
    try:
        done = subprocess.run(
            words, input=feed, cwd=folder, env=environment(), capture_output=True, timeout=TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(os.fsdecode(name) for name in done.stdout.split(b"\0") if name)
