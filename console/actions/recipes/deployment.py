"""What makes a job of the configuration a deployment."""

import shlex

from console.actions.recipes.spans import seconds
from console.model.deploy import EVERY, WINDOW, Deploy
from console.model.settings import JobSettings


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
    """A command as its words. Raises ValueError for quotes that are not closed."""
    return tuple(shlex.split(command)) if isinstance(command, str) else command
