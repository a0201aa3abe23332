"""Commands to the engine: sent, waited for, and their outcome told."""

from typing import Any

from console.app.handlers.base import Work
from console.link import LinkError
from console.model.command import CommandState
from console.model.lines import Role


async def order(work: Work, name: str, args: dict[str, Any]) -> bool:
    """Send a command and say what became of it; returns whether it was carried out."""
    outcome = await ask(work, name, args)
    if outcome is not None:
        work.desk.say(f"{name}: {outcome}", Role.OK)
    return outcome is not None


async def ask(work: Work, name: str, args: dict[str, Any]) -> str | None:
    """Send a command; its outcome in words, or None where it was not carried out, which is said."""
    desk, link = work.desk, work.refresher.link
    if link is None:
        desk.say("no engine is connected", Role.WARN)
        return None
    desk.say(f"{name} ...")
    try:
        command = await link.command(name, dict(args))
    except LinkError as error:
        desk.say(f"{name}: {error}", Role.FAIL)
        return None
    if command.state in (CommandState.DONE, CommandState.ACCEPTED):
        return command.outcome or command.state.value
    desk.say(f"{name}: {command.outcome or command.state.value}", Role.FAIL)
    return None
