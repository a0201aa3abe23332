"""The screen's state and its widgets in one place; the actions work on it, the app shows it."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from console.app.layout import PANES, Arrangement, Rect, Shape, arrange, framed, shape
from console.app.pace import Meter
from console.app.setup import Setup
from console.app.window import EventWindow
from console.keys import ACTIONS, Action, Need
from console.model.lines import ASCII, UNICODE, Line, Role, Span
from themes.palette import skin
from widgets.budget import BudgetPane
from widgets.chart import Chart
from widgets.clusters import ClustersPane
from widgets.detail import Detail
from widgets.events import EventsPane
from widgets.flow import FlowPane
from widgets.footer import Footer
from widgets.forecast import ForecastPane
from widgets.header import Header
from widgets.help import Help
from widgets.jobs import JobsPane
from widgets.paint import Painter
from widgets.palette import ROWS, Palette
from widgets.pane import Edge, Pane
from widgets.prompt import Prompt
from widgets.scene import Scene
from widgets.strips import Strips
from widgets.surface import Surface

NOTE_SECONDS = 8.0


class Desk:
    """What the person sees and has opened. `at` is the moment looked at, None for now.

    `subject` is the number of the cluster whose detail is open, empty while another detail is.
    """

    def __init__(self, setup: Setup, window: EventWindow) -> None:
        self.setup = setup
        self.window = window
        self.frame = setup.first
        self.at = setup.at
        self.active = "events"
        self.zoomed = self.paused = self.connected = self.lost = self._met = False
        self.sheet = self.subject = ""
        self.choosing = False
        self.playing = setup.replay
        self.rate = 0.0
        self.cpu: float | None = None
        self.marked: dict[str, str] = {}
        self.size = (80, 24)
        self._placed: frozenset[str] = frozenset()
        self.theme = setup.theme
        self.output = Meter()
        self._note_until = float("inf")
        self._standing: Line = ()
        self._relayout: Callable[[], None] = lambda: None
        self.painter = self._painter()
        scene = self.scene()
        self.header = Header(scene, self.painter)
        self.footer = Footer(scene, self.painter)
        self.prompt = Prompt(scene, self.painter)
        self.strips = Strips(scene, self.painter)
        self.events = EventsPane(scene, self.painter)
        self.detail = Detail(scene, self.painter)
        self.help = Help(scene, self.painter, setup.keymap)
        self.palette = Palette(scene, self.painter)
        self.chart = Chart(scene, self.painter)
        grid = (FlowPane, BudgetPane, ForecastPane, ClustersPane, JobsPane)
        self.panes: dict[str, Pane] = dict(zip(PANES, (make(scene, self.painter) for make in grid), strict=False))
        self.panes["events"] = self.events

    @property
    def surfaces(self) -> tuple[Surface, ...]:
        """Every widget there is."""
        single = (self.header, self.footer, self.prompt, self.strips, self.detail, self.help, self.palette, self.chart)
        return (*self.panes.values(), *single)

    @property
    def pane(self) -> Pane:
        """What has the keys: the open sheet, else the active pane."""
        sheets: Mapping[str, Pane] = {"detail": self.detail, "help": self.help}
        return sheets.get(self.sheet) or self.panes[self.active]

    @property
    def now(self) -> float:
        """The moment that ages are judged by, seconds since the epoch."""
        return self.latest if self.at is None else self.frame.at

    @property
    def latest(self) -> float:
        """The latest moment there is: now, or the end of the recording."""
        return self.setup.clock.now() if self.setup.end is None else self.setup.end

    @property
    def shape(self) -> Shape:
        """The layout class of the terminal."""
        return shape(*self.size)

    def scene(self) -> Scene:
        """The picture all widgets paint from."""
        return Scene(
            frame=self.frame,
            now=self.now,
            stream=self.window.stream,
            glyphs=self.painter.glyphs,
            zone=self.setup.zone,
            active=PANES.index(self.active) + 1,
            zoomed=self.zoomed,
            paused=self.paused,
            replay=self.setup.replay,
            readonly=self.setup.readonly,
            connected=self.connected,
            lost=self.lost,
            rate=self.rate,
            cpu=self.cpu,
            theme=self.theme,
            behind=0.0 if self.at is None else max(0.0, self.latest - self.frame.at),
        )

    def arrangement(self) -> Arrangement:
        """What is open."""
        rows = min(ROWS, len(self.palette.choices)) if self.choosing else 0
        if self.prompt.sign and self.shape is Shape.ONE_LINE:
            rows = max(1, rows)
        return Arrangement(self.active, self.zoomed, self.sheet, rows)

    def rectangles(self, width: int, height: int) -> Mapping[str, Rect]:
        """Where everything stands at a size; frames the panes accordingly."""
        self.size = (width, height)
        what, form = self.arrangement(), self.shape
        rects = arrange(width, height, what)
        self._placed = frozenset(rects)
        for name, rect in rects.items():
            surface = self.named(name)
            if isinstance(surface, Pane):
                surface.edge = Edge(framed(name, rect, form, what))
        self.strips.single = form is Shape.ONE_LINE
        self.strips.beside_panes = form is not Shape.STRIPS
        return rects

    def named(self, name: str) -> Surface:
        """The widget of that name."""
        return next(surface for surface in self.surfaces if surface.id == name)

    def on_relayout(self, relayout: Callable[[], None]) -> None:
        """Tell who places the widgets anew when something was opened or closed."""
        self._relayout = relayout

    def relayout(self) -> None:
        """Place the widgets anew and show them."""
        self._relayout()
        self.show()

    def show(self) -> None:
        """Have every widget paint what changed."""
        self._notice_engine()
        scene = self.scene()
        for surface in self.surfaces:
            surface.show_scene(scene, shown=surface.id in self._placed)
        self.footer.offer(self.hints())

    def _notice_engine(self) -> None:
        """Remember that there was an engine, so that its absence is news; greet it when it is back."""
        if self.connected and self.lost:
            self.say("the engine is back", Role.OK)
        self.lost = self._met and not self.connected
        self._met = self._met or self.connected

    def say(self, words: str, role: Role = Role.TEXT) -> None:
        """Show a sentence above the footer for some seconds, or until the next one."""
        self._note_until = self.setup.clock.monotonic() + NOTE_SECONDS
        self.prompt.say(self._note(words, role))

    def warn(self, notices: Sequence[str]) -> None:
        """Show what is wrong until it is over: the first, and how many there are. Those of the start stay."""
        standing = dict.fromkeys((*notices, *self.setup.notices))
        place = f"1 of {len(standing)}: " if len(standing) > 1 else ""
        line = self._note(f"{place}{next(iter(standing))}", Role.WARN) if standing else ()
        if line != self._standing:
            self._standing = line
            self.unsay()

    def unsay(self) -> None:
        """Take the present sentence away; what is still wrong stays."""
        self._note_until = float("inf")
        self.prompt.say(self._standing)

    def _note(self, words: str, role: Role) -> Line:
        sign = {Role.FAIL: f"{self.painter.glyphs.fail} ", Role.WARN: f"{self.painter.glyphs.warn} "}.get(role, "")
        return (Span(sign + words, role),)

    def remember(self, key: str, value: str) -> None:
        """Keep a word for the next start; where that fails it is said."""
        if self.setup.remember is not None:
            try:
                self.setup.remember(key, value)
            except OSError as error:
                self.say(f"{key} {value}; it cannot be remembered: {error.strerror}", Role.WARN)

    def expire(self) -> None:
        """Take a sentence away that was shown long enough."""
        if self.setup.clock.monotonic() >= self._note_until:
            self.unsay()

    def refusal(self, action: Action) -> str:
        """Why an action is not possible now; empty when it is."""
        held = {
            Need.WRITE: not self.setup.readonly,
            Need.LIVE: not self.setup.replay,
            Need.ENGINE: self.connected,
        }
        return next((need.value for need in Need if need in action.needs and not held[need]), "")

    def hints(self) -> list[tuple[str, str, bool]]:
        """What the footer offers, the most important first and quit last."""
        label = self.setup.keymap.label
        shown = sorted((a for a in ACTIONS if a.footer and label(a.id)), key=lambda a: a.footer)
        places = [list(group) for _, group in groupby(shown, key=lambda a: a.footer)]
        return [
            (_keys([label(a.id) for a in group]), group[0].hint or group[0].words, self._enabled(group[0]))
            for group in places
            if group[0].id != "back" or self.opened
        ]

    @property
    def opened(self) -> bool:
        """Whether there is something that `back` closes."""
        window = self.window
        return bool(self.sheet or self.zoomed or window.find.text or window.filter.text or self.marked)

    def _enabled(self, action: Action) -> bool:
        """Whether an action would do anything now."""
        return not self.refusal(action) and (action.id != "time.live" or self.at is not None)

    def wear(self, theme: str) -> None:
        """Show everything in another theme; raises UnknownThemeError, and the theme stays."""
        before, self.theme = self.theme, theme
        try:
            self.painter = self._painter()
        except ValueError:
            self.theme = before
            raise
        for surface in self.surfaces:
            surface.scene = self.scene()
            surface.restyle(self.painter)

    def _painter(self) -> Painter:
        setup = self.setup
        made = skin(self.theme, setup.depth, ascii=setup.ascii, user=setup.settings.themes)
        return Painter(made, ASCII if setup.ascii else UNICODE)


def _keys(labels: list[str]) -> str:
    """Keys that share a hint: `[ ]`, and from three on the first and the last, `1-6`."""
    short = ["esc" if label == "escape" else label for label in labels]
    return f"{short[0]}-{short[-1]}" if len(short) > 2 else " ".join(short)
