"""What makes a job of the configuration a deployment."""

import shlex

from console.actions.recipes.spans import seconds
from console.model.deploy import EVERY, WINDOW, Deploy
from console.model.settings import JobSettings

SHELL = frozenset(("&&", "||", "|", ">", ">>", "<", "&", "2>&1"))
"""What only a shell understands when it stands alone."""


def deployment(settings: JobSettings) -> Deploy | None:
    """How a job is checked and taken back; None for a plain one. Raises ValueError for what says nothing."""
    check = words(settings.check)
    if not check:
        if settings.rollback or settings.window or settings.critical:
            raise ValueError("a deployment needs a check")
        return None
    return Deploy(
        check=check,
        rollback=words(settings.rollback),
        window=seconds(settings.window) if settings.window else WINDOW,
        every=pause(settings.every),
        critical=settings.critical,
    )


def pause(span: str) -> float:
    """Seconds between two checks. Raises ValueError for none at all."""
    found = seconds(span) if span else EVERY
    if found <= 0:
        raise ValueError("there must be some time between two checks")
    return found


def words(command: str | tuple[str, ...]) -> tuple[str, ...]:
    """A command as its words. Raises ValueError for quotes that are not closed, and for what only a shell could run."""
    if not isinstance(command, str):
        return command
    found = tuple(shlex.split(command))
    shell = next((word for word in found if word in SHELL or (word.endswith(";") and word != ";")), None)
    if shell is not None:
        raise ValueError(f"no shell reads this, so {shell!r} would be a plain word: write sh -c {shlex.quote(command)}")
    return found
