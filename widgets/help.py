"""The help: every action with its keys, from the action table."""

from itertools import groupby, zip_longest

from msgspec.structs import replace

from console.keymap import Keymap
from console.keys import ACTIONS, Action
from console.model.frame import Frame
from console.model.lines import Line, Role, Span
from console.views.base import Context, PaneView
from console.views.compose import fit_line, indented
from widgets.paint import Painter
from widgets.scene import Scene
from widgets.sheet import Sheet

KEYS = 24
TWO_COLUMNS = 150
LEFT = 3
"""Groups in the left one of two columns."""


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
        """All of the help; on a wide screen in two columns."""
        groups = grouped()
        if ctx.width >= TWO_COLUMNS:
            half = replace(ctx, width=ctx.width // 2)
            left, right = (self._column(part, half) for part in (groups[:LEFT], groups[LEFT:]))
            pairs = zip_longest(left, right, fillvalue=())
            lines = [(*fit_line(one, half.width, ctx.glyphs.ellipsis), *other) for one, other in pairs]
        else:
            lines = self._column(groups, ctx)
        return PaneView(
            title=(Span("help", Role.TITLE),),
            status=(Span("esc closes", Role.MUTED),),
            lines=tuple(lines),
        )

    def _column(self, groups: list[tuple[str, list[Action]]], ctx: Context) -> list[Line]:
        lines: list[Line] = []
        for name, actions in groups:
            lines += [(), indented((Span(name, Role.TITLE),), ctx)]
            rows = [list(same) for _, same in groupby(actions, key=_row_key)]
            lines += [indented(self._row_of(same, ctx), ctx) for same in rows]
        return lines[1:]

    def _row_of(self, actions: list[Action], ctx: Context) -> Line:
        """An action with its keys; of many that share a hint the first and the last key stand for all."""
        first, last = actions[0], actions[-1]
        if first is not last:
            keys = f"{self._keymap.label(first.id)} - {self._keymap.label(last.id)}"
            return self._told(keys, f"{first.id} - {last.id}", f"Go to the {first.hint} of that number.", ctx)
        return self._told("  ".join(self._keymap.by_id[first.id]) or f":{first.id}", first.id, first.help, ctx)

    def _told(self, keys: str, identity: str, words: str, ctx: Context) -> Line:
        named = fit_line((Span(keys, Role.KEY),), min(KEYS, ctx.width // 3), ctx.glyphs.ellipsis)
        middle = fit_line((Span(identity, Role.MUTED),), 25, ctx.glyphs.ellipsis) if ctx.width >= 100 else ()
        return (*named, Span(" "), *middle, Span(words))


def grouped() -> list[tuple[str, list[Action]]]:
    """The actions by group, each once and in the order of the table, which need not keep a group together."""
    names = dict.fromkeys(action.group for action in ACTIONS)
    return [(name, [action for action in ACTIONS if action.group == name]) for name in names]


def _row_key(action: Action) -> str:
    """The panes share a row, everything else has one of its own."""
    return action.hint if action.id.removeprefix("pane.").isdigit() else action.id
