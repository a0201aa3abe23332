"""Editing one line of text: pure, keys in, text and cursor out."""

from msgspec import Struct


class Editor(Struct, frozen=True):
    """A line and the cursor's place in it, counted in characters."""

    text: str = ""
    at: int = 0

    def insert(self, words: str) -> "Editor":
        """Type at the cursor; what is not printable is left out."""
        kept = "".join(c for c in words if c.isprintable())
        return Editor(self.text[: self.at] + kept + self.text[self.at :], self.at + len(kept))

    def press(self, key: str) -> "Editor | None":
        """The line after an editing key; None for a key that does not edit."""
        before, after = self.text[: self.at], self.text[self.at :]
        match key:
            case "backspace":
                return Editor(before[:-1] + after, max(0, self.at - 1))
            case "delete":
                return Editor(before + after[1:], self.at)
            case "left":
                return Editor(self.text, max(0, self.at - 1))
            case "right":
                return Editor(self.text, min(len(self.text), self.at + 1))
            case "home":
                return Editor(self.text, 0)
            case "end" | "ctrl+e":
                return Editor(self.text, len(self.text))
            case "ctrl+u":
                return Editor(after, 0)
            case "ctrl+k":
                return Editor(before, self.at)
            case "ctrl+w":
                kept = before.rstrip()
                kept = kept[: kept.rfind(" ") + 1]
                return Editor(kept + after, len(kept))
        return None
