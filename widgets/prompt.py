"""The line above the footer: messages, and the prompt for `:`, `/`, `&` and `@`."""

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from console.model.lines import Line, Role, Span
from console.text.width import cells
from console.views.compose import room
from widgets.editor import Editor
from widgets.paint import Painter
from widgets.scene import Scene
from widgets.surface import Surface

HISTORY = 50


class Prompt(Surface):
    """Shows `note` until it is opened with a sign; then it has the keys until enter or escape."""

    can_focus = True

    class Edited(Message):
        """The text changed."""

        def __init__(self, sign: str, text: str) -> None:
            super().__init__()
            self.sign = sign
            self.text = text

    class Submitted(Edited):
        """Enter was pressed."""

    class Cancelled(Edited):
        """Escape was pressed."""

    class Moved(Message):
        """Up, down or tab was pressed: `step` is -1, 1 or 0 (take the selected choice)."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def __init__(self, scene: Scene, painter: Painter) -> None:
        super().__init__("prompt", scene, painter)
        self.sign = ""
        self.editor = Editor()
        self.note: Line = ()
        self.hint: Line = ()
        self._history: dict[str, list[str]] = {}
        self._recalled = 0

    def open(self, sign: str, text: str = "") -> None:
        """Begin to edit a line that starts with `sign`."""
        self.sign = sign
        self.editor = Editor(text, len(text))
        self.hint = ()
        self._recalled = 0
        self.screen.set_focus(self)
        self.repaint()

    def close(self) -> None:
        """Give the keys back and show the note again."""
        self.sign = ""
        self.screen.set_focus(None)
        self.repaint()

    def say(self, note: Line) -> None:
        """Show a line while nothing is typed."""
        self.note = note
        self.repaint()

    def help(self, hint: Line) -> None:
        """Show a remark on the right of what is typed."""
        self.hint = hint
        self.repaint()

    def replace(self, text: str) -> None:
        """Put other text in place of what was typed."""
        self._edit(Editor(text, len(text)))

    def compose_strips(self, width: int, height: int) -> Sequence[Strip]:
        """The note, or sign, text with cursor, and hint."""
        del height
        if not self.sign:
            return [self.painter.strip((Span(" "), *self.note) if self.note else (), width)]
        editor = self.editor
        start = 0
        while cells(editor.text[start : editor.at]) > max(0, width - 4):
            start += 1
        strong = self.painter.style(Role.STRONG)
        parts = (
            (f" {self.sign}", self.painter.style(Role.ACCENT)),
            (editor.text[start : editor.at], strong),
            (editor.text[editor.at : editor.at + 1] or " ", self.painter.caret),
            (editor.text[editor.at + 1 :], strong),
        )
        segments = [Segment(text, style) for text, style in parts if text]
        left = width - sum(segment.cell_length for segment in segments) - room(self.hint) - 1
        if self.hint and left > 0:
            segments += [Segment(" " * left, self.painter.blank), *self.painter.segments(self.hint)]
        return [self.painter.pad(segments, width)]

    def takes(self, event: events.Key) -> bool:
        """Edit, submit, cancel or recall with a key; False while closed, and for a key that means nothing here."""
        if not self.sign:
            return False
        if event.key in ("enter", "escape"):
            self._end(submitted=event.key == "enter")
        elif event.key in ("up", "down", "tab", "ctrl+p", "ctrl+n"):
            self._move(event.key)
        elif event.is_printable and event.character:
            self._edit(self.editor.insert(event.character))
        else:
            edited = self.editor.press(event.key)
            if edited is None:
                return False
            self._edit(edited)
        return True

    def on_paste(self, event: events.Paste) -> None:
        """Insert pasted text as one line."""
        event.stop()
        if self.sign:
            self._edit(self.editor.insert(" ".join(event.text.split())))

    def _edit(self, editor: Editor) -> None:
        changed = editor.text != self.editor.text
        self.editor = editor
        self.repaint()
        if changed:
            self.post_message(self.Edited(self.sign, editor.text))

    def _end(self, *, submitted: bool) -> None:
        sign, text = self.sign, self.editor.text
        if submitted and text:
            kept = [one for one in self._history.get(sign, []) if one != text]
            self._history[sign] = [*kept, text][-HISTORY:]
        self.close()
        self.post_message((self.Submitted if submitted else self.Cancelled)(sign, text))

    def _move(self, key: str) -> None:
        """Choose in the palette; where there is none, recall what was typed earlier."""
        step = {"up": -1, "ctrl+p": -1, "tab": 0}.get(key, 1)
        if self.sign == ":":
            self.post_message(self.Moved(step))
            return
        history = self._history.get(self.sign, [])
        if history and step:
            self._recalled = max(0, min(len(history), self._recalled - step))
            text = history[-self._recalled] if self._recalled else ""
            self._edit(Editor(text, len(text)))
