"""The Textual app: glue between keys, messages and the desk."""

import asyncio
import gc
import subprocess
from collections.abc import Callable, Sequence

from textual import events
from textual.app import App
from textual.binding import Binding, BindingsMap
from textual.screen import Screen

from console.app.alarm import Alarm
from console.app.away import BEAT, BOOT, CLOSED, SEEN
from console.app.desk import Desk
from console.app.feed import Feed
from console.app.handlers.base import Work
from console.app.handlers.details import WHERE
from console.app.handlers.table import Performer
from console.app.refresh import Refresher
from console.app.screen import ConsoleScreen
from console.app.setup import Setup
from console.app.terminal import PROBE_SECONDS, CountingDriver, lost, on_signals, title
from console.app.window import EventWindow
from console.model.lines import Role
from console.views.strips import window_title
from widgets.chart import Chart
from widgets.footer import Footer
from widgets.pane import Pane
from widgets.prompt import Prompt


class ConsoleApp(App[int], inherit_bindings=False):
    """Shows the desk, turns keys into actions and keeps the terminal sane."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "kontrapunkt"

    def __init__(self, feed: Feed, setup: Setup) -> None:
        # Explicit colours only: with ansi_color Textual adds none of its own, so that NO_COLOR is really none.
        super().__init__(driver_class=CountingDriver, ansi_color=True)
        self.desk = Desk(setup, EventWindow(feed, debug=setup.debug))
        self._feed = feed
        self.refresher = Refresher(self.desk, feed, self._written)
        self.performer = Performer(Work(self.desk, feed, self.refresher, self))
        self._stop_signals: Callable[[], None] = lambda: None
        self._title = ""
        self._alarm = Alarm(setup.settings.notify, self.write_terminal, tmux="TMUX" in setup.env)
        self._actions = {textual_key(key): action_id for key, action_id in setup.keymap.by_key.items()}

    def get_default_screen(self) -> Screen[None]:
        """The one screen there is."""
        return ConsoleScreen(self.desk)

    async def on_mount(self) -> None:
        """Begin to listen, to paint and to watch the terminal."""
        desk = self.desk
        desk.on_relayout(self.redraw)
        desk.footer.offer(desk.hints())
        desk.warn(())
        if not self.is_headless:
            self._stop_signals = on_signals(self.leave)
            self.set_interval(PROBE_SECONDS, self._watch_terminal)
        self.refresher.start()
        self.refresher.want()
        if desk.setup.remember is not None and not desk.setup.replay:
            desk.remember(BOOT, desk.setup.boot)
            self._seen()
            self.set_interval(BEAT, self._seen)
        if desk.setup.away is not None:
            self._greeting = asyncio.create_task(self._greet())

    def on_ready(self) -> None:
        """Everything is painted: what is loaded now stays, so the garbage collector need not look at it again."""
        if not self.is_headless:
            gc.freeze()
            gc.enable()

    async def on_unmount(self) -> None:
        """Stop everything that was begun."""
        self._stop_signals()
        if self.desk.setup.remember is not None and not self.desk.setup.replay:
            self.desk.remember(CLOSED, repr(self.desk.setup.clock.now()))
        await self.refresher.stop()
        await self._feed.close()

    async def on_event(self, event: events.Event) -> None:
        """Take every key here and at once: what is typed ahead of a prompt that just opens belongs into it."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self.app_focus = True
            if self.desk.sheet == "detail" and self.desk.subject == WHERE:
                await self.performer.perform("back")
            elif not self.desk.prompt.takes(event) and event.key in self._actions:
                await self.performer.perform(self._actions[event.key])
        else:
            await super().on_event(event)

    async def on_prompt_edited(self, message: Prompt.Edited) -> None:
        """Follow what is typed."""
        await self.performer.edited(message.sign, message.text)

    async def on_prompt_submitted(self, message: Prompt.Submitted) -> None:
        """Do what was typed."""
        await self.performer.submitted(message.sign, message.text)

    async def on_prompt_cancelled(self, message: Prompt.Cancelled) -> None:
        """Forget what was typed."""
        await self.performer.cancelled(message.sign)

    def on_prompt_moved(self, message: Prompt.Moved) -> None:
        """Choose in the palette, or take the choice over into the prompt."""
        palette = self.desk.palette
        if message.step:
            palette.step(message.step)
        elif palette.chosen is not None:
            self.desk.prompt.replace(palette.chosen.value)

    async def on_pane_touched(self, message: Pane.Touched) -> None:
        """Give the clicked pane the keys; open its row when it was the selected one."""
        name = message.pane.id or ""
        if name == "palette":
            if message.pane.key:
                self.desk.prompt.replace(message.pane.key)
        elif name in self.desk.panes:
            if self.desk.active != name:
                self.performer.panes.go(name)
            if message.opened:
                await self.performer.perform("open")

    async def on_pane_scrolled(self, message: Pane.Scrolled) -> None:
        """Scroll the pane under the wheel, which gets the keys."""
        name = message.pane.id or ""
        if name in self.desk.panes and not self.desk.sheet and self.desk.active != name:
            self.performer.panes.go(name)
        if name != "palette":
            await self.performer.panes.move(message.rows)

    async def on_pane_tab_chosen(self, message: Pane.TabChosen) -> None:
        """Go to the pane of a tab."""
        await self.performer.perform(f"pane.{message.number}")

    def on_chart_wanted(self, _message: Chart.Wanted) -> None:
        """Draw the chart again."""
        self.performer.panes.want_chart()

    async def on_footer_pressed(self, message: Footer.Pressed) -> None:
        """Do what the clicked hint's key does."""
        action = self.desk.setup.keymap.by_key.get(message.key)
        if action:
            await self.performer.perform(action)

    def on_app_blur(self, _event: events.AppBlur) -> None:
        """Slow down while nobody looks."""
        self._look(False)

    def on_app_focus(self, _event: events.AppFocus) -> None:
        """Full pace, and catch up."""
        self._look(True)
        self.refresher.want()

    def leave(self, code: int) -> None:
        """End the console with an exit code; the terminal is restored on the way."""
        self.exit(code, return_code=code)

    def to_shell(self) -> None:
        """Stop like any program in the foreground; `fg` comes back."""
        self.action_suspend_process()

    async def run_program(self, argv: Sequence[str]) -> int:
        """Give the terminal to a program until it ends; returns its exit code. Raises OSError."""
        with self.suspend():
            return await asyncio.to_thread(subprocess.call, list(argv))

    def redraw(self) -> None:
        """Place all widgets and paint every cell again."""
        self.screen.refresh(layout=True)

    def write_terminal(self, sequence: str) -> None:
        """Send a control sequence of our own."""
        if self._driver is not None:
            self._driver.write(sequence)

    def screenshot(self) -> str:
        """The screen as SVG."""
        return self.export_screenshot(title="kontrapunkt")

    def _look(self, focused: bool) -> None:
        self.refresher.pace.focused = focused
        if self.refresher.link is not None:
            self.refresher.link.watching(focused)

    def _seen(self) -> None:
        """Remember that somebody has this screen open, so that the next one knows how long nobody had."""
        self.desk.remember(SEEN, repr(self.desk.setup.clock.now()))

    async def _greet(self) -> None:
        try:
            await self.performer.panes.details.greet()
        except Exception as error:  # noqa: BLE001 - a task of its own: nobody else would tell
            self.desk.say(f"where the work stands cannot be read: {error}", Role.WARN)

    def _written(self) -> int:
        return self._driver.written if isinstance(self._driver, CountingDriver) else 0

    def _watch_terminal(self) -> None:
        """Leave when the terminal is gone; else keep its title up to date."""
        if lost():
            self.leave(129)
            return
        self._alarm.look(self.desk.frame)
        words = window_title(self.desk.frame, self.desk.scene().context(*self.desk.size))
        if words != self._title:
            self._title = words
            self.write_terminal(title(words))


def textual_key(key: str) -> str:
    """Textual's name of a key of the action table: `?` is `question_mark`, `ctrl+]` is `ctrl+right_square_bracket`."""
    modifier, plus, base = key.rpartition("+") if len(key) > 1 else ("", "", key)
    if len(base) != 1 or base == ",":
        return f"{modifier}{plus}{'comma' if base == ',' else base}"
    return modifier + plus + next(iter(BindingsMap([Binding(base, "perform")]).key_to_bindings))
