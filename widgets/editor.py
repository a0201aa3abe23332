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
        word = before.rstrip()
        word = word[: word.rfind(" ") + 1]
        edited = {
            "backspace": (before[:-1] + after, self.at - 1),
            "delete": (before + after[1:], self.at),
            "left": (self.text, self.at - 1),
            "right": (self.text, self.at + 1),
            "home": (self.text, 0),
            "end": (self.text, len(self.text)),
            "ctrl+e": (self.text, len(self.text)),
            "ctrl+u": (after, 0),
            "ctrl+k": (before, self.at),
            "ctrl+w": (word + after, len(word)),
        }.get(key)
        if edited is None:
            return None
        text, at = edited
        return Editor(text, max(0, min(len(text), at)))
