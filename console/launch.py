"""Starting children of this program, isolated from the project's own modules; an engine beside the asker, detached."""

import os
import subprocess
import sys


def start_engine(project: str, state: str, config: str | None, log: str) -> int:
    """Start an engine that leaves by itself when nobody looks and nothing runs; returns its pid.

    The child has its own session, so that the terminal's signals and end never reach it. Where an engine already
    holds the state directory's lock the new one leaves at once.
    """
    argv = verb(project, state, "engine", "--until-idle", config=config)
    with open(log, "ab", opener=_private) as out:
        child = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            cwd="/",
        )
    return child.pid


def verb(project: str, state: str, *words: str, config: str | None = None) -> list[str]:
    """The argv of a verb of this program on a project, as a child that nothing in the project can mislead."""
    given = ["--config", config] if config else []
    return [sys.executable, "-I", "-m", "kontrapunkt", "--project", project, "--state", state, *given, *words]


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
