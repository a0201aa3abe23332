"""The list above the command line: which actions fit what was typed, with their keys."""

from collections.abc import Sequence

from msgspec import Struct

from console.model.frame import Frame
from console.model.lines import Line, Role, Span
from console.views.base import Context, PaneView
from console.views.compose import bounded, fit_line, selectable, window
from widgets.paint import Painter
from widgets.pane import Pane
from widgets.scene import Scene

ROWS = 12


class Choice(Struct, frozen=True):
    """One row: `value` is put into the command line; an action that is not allowed now says `why`."""

    value: str
    words: str
    keys: str = ""
    why: str = ""


class Palette(Pane):
    """The choices; the selected one is taken with enter or tab."""

    keeps_row = False

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("palette", scene, painter, number=-1)
        self.choices: tuple[Choice, ...] = ()
        self.heading = "actions"

    @property
    def active(self) -> bool:
        """The palette has the keys as long as it is shown."""
        return True

    @property
    def chosen(self) -> Choice | None:
        """The selected choice."""
        return self.choices[self.cursor] if 0 <= self.cursor < len(self.choices) else None

    def offer(self, choices: Sequence[Choice], heading: str) -> None:
        """Show other choices, the first one selected."""
        self.choices, self.heading = tuple(choices), heading
        self.cursor = self.scroll = 0
        self.repaint()

    def step(self, step: int) -> None:
        """Select the next or previous choice."""
        self.cursor = max(0, min(self.cursor + step, len(self.choices) - 1))
        self.repaint()

    def parts(self, frame: Frame) -> tuple[object, ...]:
        """What the lines are made of."""
        del frame
        return (self.choices, self.heading)

    def view(self, scene: Scene, ctx: Context) -> PaneView:
        """A row for each choice: name, words, keys."""
        del scene
        shown = window(len(self.choices), ctx.height, ctx)
        lines = [selectable(self._choice_row(self.choices[i], ctx), ctx, selected=i == ctx.cursor) for i in shown]
        count = Span(f"{len(self.choices)}", Role.MUTED)
        return PaneView(
            title=(Span(self.heading, Role.TITLE),),
            status=(count,),
            lines=bounded(lines, ctx),
            rows=len(self.choices),
            keys=tuple(self.choices[i].value for i in shown),
        )

    def _choice_row(self, choice: Choice, ctx: Context) -> Line:
        quiet = Role.DISABLED if choice.why else Role.TEXT
        name = fit_line((Span(choice.value, Role.DISABLED if choice.why else Role.STRONG),), 24, ctx.glyphs.ellipsis)
        keys = fit_line((Span(choice.keys, Role.KEY),), 14, ctx.glyphs.ellipsis)
        return (*name, Span(" "), *keys, Span(" "), Span(choice.why or choice.words, quiet))
