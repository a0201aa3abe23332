"""A command line taken apart without running it: segments, words with their own spelling, and edits that keep the rest.

The grammar is the part of POSIX shell, section 2.2 (quoting) and 2.9 (lists and pipelines), that people type at a
prompt. Substitutions and here-documents stay one word; what cannot be read makes a `broken` line of plain words.
"""

import re
import shlex
from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from console.analysis.fixes.common import PLAIN
from console.text.clean import clean

LIMIT = 8192
_OPERATORS = ("&&", "||", ";", "|&", "|", "&")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_WRAPPERS = {"sudo": "ugpCDhRrTU", "doas": "uC", "env": "uCS", "nice": "n", "time": "fo", "nohup": "", "command": ""}
_VALUED = {
    "git": ("-C", "-c", "--git-dir", "--work-tree", "--namespace"),
    "docker": ("-H", "--host", "-c", "--context", "--config", "-l", "--log-level"),
    "docker-compose": ("-f", "--file", "-p", "--project-name", "--profile", "--env-file"),
    "kubectl": ("-n", "--namespace", "--context", "--kubeconfig", "--cluster", "-s", "--server"),
    "helm": ("-n", "--namespace", "--kube-context", "--kubeconfig"),
    "npm": ("--prefix", "-w", "--workspace", "-C"),
    "yarn": ("--cwd",),
    "make": ("-C", "-f", "-j", "-l", "-o", "-W", "-I"),
    "adb": ("-s", "-t", "-H", "-P", "-L"),
    "gradle": ("-p", "-b", "-c", "-I"),
    "mvn": ("-f", "-pl", "-s", "-P"),
    "aws": ("--profile", "--region", "--output", "--endpoint-url"),
    "tmux": ("-L", "-S", "-f"),
    "systemctl": ("-H", "-M", "-t", "-p"),
}
_SAFE = re.compile(r"[A-Za-z0-9_@%+=:,./~*?\[\]{}^-]+")


class Word(Struct, frozen=True):
    """One word: as it was typed, and what it means once its quotes are gone."""

    raw: str
    value: str


class Segment(Struct, frozen=True, dict=True):
    """One simple command of a line: its words, and where they begin and end in the line."""

    words: tuple[Word, ...]
    start: int
    end: int

    @cached_property
    def head(self) -> int:
        """The index of the program: behind assignments, `sudo` and its kin with their options."""
        place = 0
        while place < len(self.words) - 1:
            value = self.words[place].value
            wrapper = value.rsplit("/", 1)[-1]
            if _ASSIGNMENT.match(value):
                place += 1
            elif wrapper in _WRAPPERS:
                place = self._behind(place + 1, _WRAPPERS[wrapper])
            else:
                break
        return place

    @property
    def typed(self) -> str:
        """The program as it was typed, path and all."""
        return self.words[self.head].value if self.words else ""

    @property
    def program(self) -> str:
        """The program's own name."""
        return self.typed.rsplit("/", 1)[-1]

    @property
    def prefix(self) -> str:
        """What stands before the program, with a space behind, or nothing."""
        return "".join(word.raw + " " for word in self.words[: self.head])

    @property
    def sudo(self) -> bool:
        """Whether it already runs as somebody else."""
        return any(word.value in {"sudo", "doas"} for word in self.words[: self.head])

    @cached_property
    def verb(self) -> int:
        """The index of the subcommand: the first word behind the program and its options; 0 when there is none."""
        if self.program in PLAIN:
            return 0
        valued = _VALUED.get(self.program, ())
        place = self.head + 1
        while place < len(self.words) and self.words[place].value.startswith("-"):
            place += 2 if self.words[place].value in valued else 1
        return place if place < len(self.words) else 0

    @property
    def sub(self) -> str:
        """The subcommand, or nothing."""
        return self.words[self.verb].value if self.verb else ""

    @property
    def args(self) -> tuple[Word, ...]:
        """Everything behind the program."""
        return self.words[self.head + 1 :]

    @property
    def rest(self) -> tuple[Word, ...]:
        """Everything behind the subcommand; behind the program when there is none."""
        return self.words[(self.verb or self.head) + 1 :]

    @property
    def operands(self) -> tuple[Word, ...]:
        """What of `rest` is no option."""
        return tuple(word for word in self.rest if not word.value.startswith("-"))

    @property
    def options(self) -> tuple[Word, ...]:
        """What of `rest` is an option."""
        return tuple(word for word in self.rest if word.value.startswith("-"))

    @property
    def text(self) -> str:
        """The command without what stands before its program."""
        return " ".join(word.raw for word in self.words[self.head :])

    def _behind(self, place: int, valued: str) -> int:
        """The first place that is no option of a wrapper; `valued` are the letters that take a value."""
        while place < len(self.words) - 1 and self.words[place].value.startswith("-"):
            place += 2 if self.words[place].value[1:2] in valued and len(self.words[place].value) == 2 else 1
        return min(place, len(self.words) - 1)


class Line(Struct, frozen=True):
    """A whole command line; `broken` when its quotes do not close."""

    text: str
    segments: tuple[Segment, ...]
    broken: bool = False

    @property
    def simple(self) -> bool:
        """Whether it is one command without pipes, lists or redirections."""
        return len(self.segments) == 1 and not self.broken

    @property
    def piped(self) -> bool:
        """Whether something that is not `&&` or `;` joins its commands: a replacement must stay one command there."""
        return any(
            "|" in self.text[left.end : right.start]
            for left, right in zip(self.segments, self.segments[1:], strict=False)
        )

    def having(self, segment: Segment, core: str) -> str:
        """The line in which `core` stands for the program and arguments of one segment."""
        return self.text[: segment.start] + segment.prefix + core + self.text[segment.end :]


def parse(text: str) -> Line:
    """Take a command line apart. A line over `LIMIT` characters or with control characters has no segments."""
    text = text.strip()
    if len(text) > LIMIT or clean(text) != text:
        return Line(text, (), broken=True)
    segments: list[Segment] = []
    words: list[Word] = []
    start = place = 0
    while place < len(text):
        operator = next((sign for sign in _OPERATORS if text.startswith(sign, place)), "")
        if text[place].isspace():
            place += 1
        elif operator:
            _close(segments, words, text, start, place)
            place += len(operator)
            start = place
        else:
            end = _word_end(text, place)
            if end < 0:
                return _plain(text)
            words.append(Word(text[place:end], _value(text[place:end])))
            place = end
    _close(segments, words, text, start, place)
    return Line(text, tuple(segments))


def quote(value: str) -> str:
    """A word as a person would type it: quoted only where the shell asks for it; globs and `~` stay."""
    return value if _SAFE.fullmatch(value) else shlex.quote(value)


def split(command: str) -> tuple[str, ...]:
    """The argument vector that runs a command: its words, or a shell when it is more than one command."""
    line = parse(command)
    plain = line.simple and not any(sign in command for sign in "$`<>*?~(){}")
    if plain and not (line.segments and _ASSIGNMENT.match(line.segments[0].words[0].value)):
        return tuple(word.value for word in line.segments[0].words)
    return ("sh", "-c", command)


def join(words: Sequence[Word | str]) -> str:
    """Words and fresh values as one text."""
    return " ".join(word.raw if isinstance(word, Word) else quote(word) for word in words)


def _close(segments: list[Segment], words: list[Word], text: str, start: int, end: int) -> None:
    """Put the words read so far into a segment."""
    if words:
        piece = text[start:end]
        left = len(piece) - len(piece.lstrip())
        segments.append(Segment(tuple(words), start + left, start + len(piece.rstrip())))
        words.clear()


def _plain(text: str) -> Line:
    """A line whose quotes do not close, as plain words."""
    words = tuple(Word(word, word) for word in text.split())
    return Line(text, (Segment(words, 0, len(text)),) if words else (), broken=True)


def _word_end(text: str, place: int) -> int:
    """Where the word that starts at `place` ends; -1 when a quote in it does not."""
    depth = 0
    while place < len(text):
        char = text[place]
        if char == "\\":
            place += 1
        elif char in "'\"":
            place = _quote_end(text, place)
            if place < 0:
                return -1
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif depth <= 0 and (char.isspace() or _ends(text, place)):
            return place
        place += 1
    return min(place, len(text))


def _ends(text: str, place: int) -> bool:
    """Whether an operator ends the word here; the `&` of a redirection (`2>&1`, `&>log`) does not."""
    if text[place] == "&":
        return text[place - 1] not in "<>" and text[place + 1 : place + 2] != ">"
    return text[place] in ";|"


def _quote_end(text: str, place: int) -> int:
    """Where the quote that opens at `place` closes, -1 if nowhere."""
    sign = text[place]
    place += 1
    while place < len(text) and text[place] != sign:
        place += 2 if sign == '"' and text[place] == "\\" else 1
    return place if place < len(text) else -1


def _value(raw: str) -> str:
    """What a word means; a substitution means itself."""
    if not any(sign in raw for sign in "'\"\\"):
        return raw
    try:
        return "".join(shlex.split(raw)) if raw.count("'") + raw.count('"') or "\\" in raw else raw
    except ValueError:
        return raw
