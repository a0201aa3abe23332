"""The console itself: themes, command line, help, leaving; and commands to the engine."""

from console.app.handlers.base import Handler, Handlers, Work
from console.app.handlers.orders import order
from console.keymap import KeyProblem, find_action
from console.keys import ACTIONS
from console.model.lines import Role
from themes.palette import names
from widgets.palette import Choice

TWICE = 2.0


class ConsoleHandlers:
    """Everything that is about the console and the engine, not about what they show."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._desk = work.desk
        self._host = work.host
        self._interrupted = float("-inf")

    def handlers(self) -> Handlers:
        """The handlers by action id."""
        return {
            "theme": self.theme,
            "theme.list": self._asking("theme "),
            "cmd": self._asking(""),
            "help": self.help,
            "quit": self.quit,
            "interrupt": self.interrupt,
            "redraw": self.redraw,
            "suspend": self.suspend,
            "engine.stop": self._commanding("engine.stop"),
            "engine.backup": self._commanding("engine.backup"),
            "source.restart": self.restart_source,
        }

    async def theme(self, argument: str) -> None:
        """Wear the named theme or the next one, and remember it."""
        desk = self._desk
        known = names(desk.setup.settings.themes)
        following = known[(known.index(desk.theme) + 1) % len(known)] if desk.theme in known else known[0]
        try:
            desk.wear(argument or following)
        except ValueError as error:
            desk.say(str(error), Role.WARN)
            return
        desk.show()
        desk.say(f"theme {desk.theme}")
        desk.remember("theme", desk.theme)

    async def help(self, _argument: str) -> None:
        """Show the help, or close it."""
        self._desk.sheet = "" if self._desk.sheet == "help" else "help"
        self._desk.relayout()

    async def quit(self, _argument: str) -> None:
        """Leave the console."""
        self._host.leave(0)

    async def interrupt(self, _argument: str) -> None:
        """Leave the console when pressed twice."""
        now = self._desk.setup.clock.monotonic()
        if now - self._interrupted < TWICE:
            self._host.leave(0)
        self._interrupted = now
        self._desk.say("once more to leave the console", Role.NOTICE)

    async def redraw(self, _argument: str) -> None:
        """Paint every cell again."""
        self._host.redraw()

    async def suspend(self, _argument: str) -> None:
        """Go to the shell."""
        self._host.to_shell()

    async def restart_source(self, argument: str) -> None:
        """Restart the named source; without a name ask for one of those there are."""
        if argument:
            await order(self._work, "source.restart", {"name": argument})
        else:
            await self._asking("source.restart ")("")

    def choices(self, typed: str) -> tuple[tuple[Choice, ...], str]:
        """What the command line offers for what was typed, and what the list is called."""
        word, space, rest = typed.partition(" ")
        desk = self._desk
        if space and word == "theme":
            themes = names(desk.setup.settings.themes)
            return tuple(
                Choice(f"theme {n}", "worn now" if n == desk.theme else "") for n in themes if rest in n
            ), "themes"
        if space and word == "source.restart":
            sources = [s.name for s in desk.frame.sources if rest in s.name]
            return tuple(Choice(f"source.restart {name}", "") for name in sources), "sources"
        found = [a for a in ACTIONS if typed.lower() in f"{a.id} {a.words}".lower()] if not space else []
        keys = desk.setup.keymap.by_id
        found.sort(
            key=lambda a: (bool(keys[a.id]) and not typed, not a.id.startswith(typed), not a.words.startswith(typed))
        )
        return tuple(Choice(a.id, a.help, "  ".join(keys[a.id]), desk.refusal(a)) for a in found), "actions"

    def resolve(self, typed: str, chosen: Choice | None) -> tuple[str, str] | str:
        """Which action a command line means, and its argument; a sentence where it means none."""
        whole = find_action(typed)
        if not isinstance(whole, KeyProblem) and typed in (whole.id, whole.words):
            return whole.id, ""
        word, _, argument = (chosen.value if chosen else typed.strip()).partition(" ")
        action = find_action(word)
        if isinstance(action, KeyProblem):
            return action.message + (f"; did you mean {action.nearest}?" if action.nearest else "")
        return action.id, argument.strip()

    def _asking(self, text: str) -> Handler:
        async def ask(_argument: str) -> None:
            self._desk.choosing = True
            self._desk.palette.offer(*self.choices(text))
            self._desk.prompt.open(":", text)
            self._desk.relayout()

        return ask

    def _commanding(self, name: str) -> Handler:
        async def command(_argument: str) -> None:
            await order(self._work, name, {})

        return command
