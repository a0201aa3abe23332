"""What has changed in the checkout since a job last passed."""

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime

from console.text.quiet_git import OFF, environment

TIMEOUT_S = 30.0


def changed(folder: str, since: float | None) -> tuple[str, ...]:
    """Files below the folder that differ from the commit that was checked out at `since` (seconds), and untracked ones.

    Without `since`, or where nobody knows what was checked out then, from the present commit. Absolute paths; none
    where there is no repository.
    """
    then = "HEAD"
    if since is not None:
        moment = datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        known = next(_names(folder, "rev-parse", "--verify", "--quiet", f"HEAD@{{{moment}}}"), "").strip()
        then = known or then
    differing = _names(folder, "diff", "--name-only", "--no-ext-diff", "--no-textconv", "--relative", "-z", then, "--")
    new = _names(folder, "ls-files", "--others", "--exclude-standard", "-z")
    return tuple(sorted({os.path.join(folder, name) for name in (*differing, *new)}))


def _names(folder: str, *words: str) -> Iterator[str]:
    options = [word for setting in OFF for word in ("-c", setting)]
    try:
        done = subprocess.run(
            ["git", *options, *words],
            cwd=folder,
            env=environment(),
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return iter(())
    return (os.fsdecode(name) for name in done.stdout.split(b"\0") if name and done.returncode == 0)
