"""A command line as argument lists, for running it without a shell.

Words, quotes and `&&` are understood. Everything for which a shell would be needed - variables, substitutions, pipes,
redirections, globs, other operators - is refused by name instead of being guessed at.
"""

from msgspec import Struct

LIMIT = 8192
_REFUSED = {
    "$": "a variable or substitution", "`": "a substitution", "|": "a pipe", ";": "a list", "<": "a redirection",
    ">": "a redirection", "*": "a glob", "?": "a glob", "(": "a subshell", ")": "a subshell", "{": "a group",
    "}": "a group", "\n": "several lines", "\r": "several lines", "\0": "a NUL",
}  # fmt: skip
_INSIDE = frozenset("$`\0\n\r")
_AT_START = {"~": "the home folder", "#": "a comment", "!": "history"}


class ShellNeededError(ValueError):
    """The line means something only to a shell; the message says what."""


class _Cut(Struct, frozen=True):
    """A word and the place behind it."""

    word: str
    end: int


def split(text: str) -> tuple[tuple[str, ...], ...]:
    """The commands of a line, one after the other, each as its words. Raises ShellNeededError."""
    if len(text) > LIMIT:
        raise ShellNeededError("it is too long")
    commands: list[tuple[str, ...]] = []
    words: list[str] = []
    place = 0
    while place < len(text):
        if text[place] in " \t":
            place += 1
        elif text.startswith("&&", place):
            commands.append(_whole(words))
            words, place = [], place + 2
        else:
            cut = _word(text, place)
            words.append(cut.word)
            place = cut.end
    return (*commands, _whole(words))


def _whole(words: list[str]) -> tuple[str, ...]:
    if not words:
        raise ShellNeededError("a command is missing")
    if "=" in words[0]:
        raise ShellNeededError("it sets a variable before a command")
    return tuple(words)


def _word(text: str, place: int) -> _Cut:
    if text[place] in _AT_START:
        raise ShellNeededError(f"it uses {_AT_START[text[place]]}")
    parts: list[str] = []
    while place < len(text) and text[place] not in " \t" and not text.startswith("&&", place):
        char = text[place]
        if char in "'\"":
            end = _closing(text, place)
            parts.append(_quoted(text[place + 1 : end], char))
            place = end + 1
        elif char == "\\":
            parts.append(_escaped(text[place + 1 : place + 2]))
            place += 2
        elif char == "&" or char in _REFUSED:
            raise ShellNeededError(f"it uses {_REFUSED.get(char, 'a job in the background')}")
        else:
            parts.append(char)
            place += 1
    return _Cut("".join(parts), place)


def _escaped(char: str) -> str:
    if char in ("", "\n", "\r", "\0"):
        raise ShellNeededError("it goes on in another line")
    return char


def _closing(text: str, place: int) -> int:
    """Where the quote that opens at `place` closes."""
    quote, end = text[place], place + 1
    while end < len(text) and text[end] != quote:
        end += 2 if quote == '"' and text[end] == "\\" else 1
    if end >= len(text):
        raise ShellNeededError("a quote does not close")
    return end


def _quoted(inside: str, quote: str) -> str:
    """What stands between quotes; between double ones a backslash quotes what it may."""
    if quote == "'":
        return _without(inside, frozenset("\0\n\r"))
    parts: list[str] = []
    place = 0
    while place < len(inside):
        if inside[place] == "\\" and inside[place + 1 : place + 2] in ('"', "\\", "$", "`"):
            parts.append(inside[place + 1])
            place += 2
        else:
            parts.append(_without(inside[place], _INSIDE))
            place += 1
    return "".join(parts)


def _without(text: str, signs: frozenset[str]) -> str:
    found = next((sign for sign in text if sign in signs), "")
    if found:
        raise ShellNeededError(f"it uses {_REFUSED[found]}")
    return text
