"""Commands to the engine: sent, waited for, and their outcome told."""

from typing import Any

from console.app.handlers.base import Work
from console.link import LinkError
from console.model.command import CommandState
from console.model.lines import Role


async def order(work: Work, name: str, args: dict[str, Any]) -> bool:
    """Send a command and say what became of it; returns whether it was carried out."""
    desk, link = work.desk, work.refresher.link
    if link is None:
        desk.say("no engine is connected", Role.WARN)
        return False
    desk.say(f"{name} ...")
    try:
        command = await link.command(name, dict(args))
    except LinkError as error:
        desk.say(f"{name}: {error}", Role.FAIL)
        return False
    good = command.state in (CommandState.DONE, CommandState.ACCEPTED)
    desk.say(f"{name}: {command.outcome or command.state.value}", Role.OK if good else Role.FAIL)
    return good
