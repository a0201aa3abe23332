"""In which line each key of a TOML text stands; the reader of the standard library does not say.

The text is known to be valid TOML (tomllib read it), so only its outline is followed: table headers, keys, and where
a value ends. TOML 1.0.0, https://toml.io/en/v1.0.0.
"""

import re
import tomllib

from console.config.problem import Path

Lines = dict[Path, int]

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)+")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'",
    re.DOTALL,
)
_COMMENT = re.compile(r"#[^\n]*")
_PLAIN = re.compile(r"[^\"'\[\]{}#\n]+")


def positions(text: str) -> Lines:
    """The line (from 1) of every key and table header in a valid TOML text; keys of inline tables have none."""
    return _Outline(text).read()


def line_of(path: Path, lines: Lines) -> int:
    """The line of a path, or of the nearest table around it that has one; 0 when there is none.

    A name with dots may stand for tables inside tables.
    """
    split: Path = tuple(part for name in path for part in (name.split(".") if isinstance(name, str) else (name,)))
    if path in lines or split in lines:
        return lines.get(path) or lines[split]
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 0)


class _Outline:
    """One pass over the text; `_at` is where it stands, `_line` the line counted up to `_counted`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._counted = 0
        self._lines: Lines = {}
        self._tables: dict[Path, int] = {}
        self._table: Path = ()

    def read(self) -> Lines:
        """Follow the statements to the end."""
        while self._skip():
            line = self._line_here()
            if self._text[self._at] == "[":
                self._header(line)
            else:
                self._note(self._table + self._key(), line)
                self._at += 1
                self._value()
        return self._lines

    def _skip(self) -> bool:
        match = _BLANK.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._at < len(self._text)

    def _line_here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _note(self, path: Path, line: int) -> None:
        for length in range(1, len(path) + 1):
            self._lines.setdefault(path[:length], line)

    def _header(self, line: int) -> None:
        is_list = self._text.startswith("[[", self._at)
        self._at += 2 if is_list else 1
        path = self._in_lists(self._key(), is_list)
        self._at += 2 if is_list else 1
        self._table = path
        self._note(path, line)

    def _in_lists(self, names: Path, is_list: bool) -> Path:
        """The header's path with the index of the newest element after every list on the way."""
        path: Path = ()
        for place, name in enumerate(names):
            path += (name,)
            if is_list and place == len(names) - 1:
                self._tables[path] = self._tables.get(path, -1) + 1
            if path in self._tables:
                path += (self._tables[path],)
        return path

    def _key(self) -> Path:
        """A dotted key; ends before its `=` or `]`."""
        path: Path = ()
        while True:
            self._skip()
            match = _BARE.match(self._text, self._at) or _STRING.match(self._text, self._at)
            if match is None:
                raise ValueError(f"no key at offset {self._at}")
            word = match.group()
            path += (tomllib.loads(f"word = {word}")["word"] if word[0] in "\"'" else word,)
            self._at = match.end()
            self._skip()
            if self._text[self._at] != ".":
                return path
            self._at += 1

    def _value(self) -> None:
        """Go behind a value: to the end of the line on which all its brackets are closed."""
        depth = 0
        while self._at < len(self._text):
            sign = self._text[self._at]
            if sign == "\n" and depth == 0:
                return
            match = next(filter(None, (kind.match(self._text, self._at) for kind in (_STRING, _PLAIN, _COMMENT))), None)
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(sign, 0) if match is None else 0
            self._at = match.end() if match else self._at + 1
