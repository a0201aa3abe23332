"""What goes on by itself, from the console: the autopilot begun and stopped, workarounds refused and allowed."""

import uuid

from console.app.handlers.base import Handler, Handlers, Work
from console.app.handlers.orders import order
from console.model.autopilot import Scope
from console.model.lines import Role

HOUR, FIXES = 3600.0, 10
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0}


class AutopilotHandlers:
    """`autopilot 2h 5 jobs`: how long, how many fixes, and what it looks after, in any order; each may be left out."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def handlers(self) -> Handlers:
        """The handlers by action id."""
        return {
            "autopilot": self.start,
            "autopilot.stop": self.stop,
            "workaround.refuse": self._marking("workaround.refuse"),
            "workaround.allow": self._marking("workaround.allow"),
        }

    async def start(self, argument: str) -> None:
        """Begin a stretch of work."""
        args = wanted(argument)
        if args is None:
            say = self._work.desk.say
            say(f"autopilot TIME FIXES SCOPE, as in `autopilot 2h 5 jobs`; scopes are {', '.join(Scope)}", Role.WARN)
            return
        await order(self._work, "autopilot.start", args | {"token": uuid.uuid4().hex})

    async def stop(self, _argument: str) -> None:
        """End it at once."""
        await order(self._work, "autopilot.stop", {})

    def _marking(self, command: str) -> Handler:
        async def mark(argument: str) -> None:
            if not argument:
                have = ", ".join(one.name for one in self._work.desk.frame.upkeep.workarounds)
                self._work.desk.say(f"{command} NAME; there are: {have or 'none'}", Role.WARN)
                return
            await order(self._work, command, {"name": argument})

        return mark


def wanted(text: str) -> dict[str, object] | None:
    """What the words ask for; None where one of them means nothing."""
    args: dict[str, object] = {"seconds": HOUR, "most": FIXES, "scope": Scope.FAILURES.value}
    for word in text.split():
        number, unit = word[:-1], word[-1:]
        if word in list(Scope):
            args["scope"] = word
        elif word.isascii() and word.isdigit():
            args["most"] = int(word)
        elif unit in _UNITS and number.isascii() and number.isdigit():
            args["seconds"] = int(number) * _UNITS[unit]
        else:
            return None
    return args
