"""A command line as segments and words with their own spelling, so that an edit keeps everything else.

The grammar is the part of POSIX shell, section 2.2 (quoting) and 2.9 (lists and pipelines), that people type at a
prompt.
"""

import re
import shlex
from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from console.analysis.fixes.common import PLAIN

ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
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
            if ASSIGNMENT.match(value):
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


def quote(value: str) -> str:
    """A word as a person would type it: quoted only where the shell asks for it; globs and `~` stay."""
    return value if _SAFE.fullmatch(value) else shlex.quote(value)


def join(words: Sequence[Word | str]) -> str:
    """Words and fresh values as one text."""
    return " ".join(word.raw if isinstance(word, Word) else quote(word) for word in words)
