"""The help: every action with its keys, from the action table."""

from itertools import groupby

from console.keys import ACTIONS, Action, Keymap
from console.model.frame import Frame
from console.model.lines import Line, Role, Span
from console.views.base import Context, PaneView
from console.views.compose import fit_line, indented
from widgets.paint import Painter
from widgets.scene import Scene
from widgets.sheet import Sheet

KEYS = 22


class Help(Sheet):
    """Groups of actions; scrolled when the screen is too small."""

    def __init__(self, scene: Scene, painter: Painter, keymap: Keymap) -> None:
        super().__init__("help", scene, painter)
        self._keymap = keymap

    def parts(self, frame: Frame) -> tuple[object, ...]:
        """What the lines are made of."""
        del frame
        return (self._keymap,)

    def document(self, ctx: Context) -> PaneView:
        """All of the help."""
        lines: list[Line] = []
        for group, actions in groupby(ACTIONS, key=lambda action: action.group):
            lines += [(), indented((Span(group, Role.TITLE),), ctx)]
            lines += [indented(self._action_row(action, ctx), ctx) for action in actions]
        return PaneView(
            title=(Span("help", Role.TITLE),),
            status=(Span("esc closes", Role.MUTED),),
            lines=tuple(lines[1:]),
        )

    def _action_row(self, action: Action, ctx: Context) -> Line:
        keys = "  ".join(self._keymap.by_id[action.id]) or f":{action.id}"
        named = fit_line((Span(keys, Role.KEY),), min(KEYS, ctx.width // 3), ctx.glyphs.ellipsis)
        identity = fit_line((Span(action.id, Role.MUTED),), 25, ctx.glyphs.ellipsis) if ctx.width >= 100 else ()
        return (*named, Span(" "), *identity, Span(action.help))
