"""Records of several lines: tracebacks, panics and indented explanations that belong to the notable line above.

A follower is offered the lines after a head one by one and says whether each belongs, may belong, or ends the record.
"""

import re
from enum import Enum

from msgspec import Struct

from console.text.severity import is_failed_test, is_oom

MAX_LINES = 500
MAX_BYTES = 256 * 1024
MAX_DOUBT = 3
SHORT_WAIT_S = 0.03
LONG_WAIT_S = 2.0

_CHAIN = re.compile(rb"(?:During handling of the above exception|The above exception was the direct cause)")
_TRACEBACK = re.compile(rb"[\s+|]*(?:Exception Group )?Traceback \(most recent call last\)")
_PY_FINAL = re.compile(rb"[A-Za-z_][\w.]*(?:: ?.*|)$", re.DOTALL)
_PY_GROUP = re.compile(rb"[\s|+]*(?:\w+\.)*\w*ExceptionGroup: ")
_JAVA_FRAME = re.compile(rb"\s+at \S|\s*\.\.\. \d+ (?:more|common frames)|\s*Suppressed: ")
_JAVA_CAUSE = re.compile(rb"\s*(?:Caused by: |Wrapped by: )")
_JAVA_CLASS = re.compile(rb"(?:[a-z_$][\w$]*\.)+[A-Z][\w$]*(?=[:\s]|$)|(?:[A-Z]\w*)?(?:Error|Exception)(?=: |$)")
_GO_HEAD = re.compile(rb"(?:panic: |fatal error: |goroutine \d+ \[|SIG[A-Z]+: |unexpected fault address)")
_GO_LINE = re.compile(
    rb"goroutine \d+ |\[signal |\s|created by |panic: |exit status \d|runtime stack:|r\w{1,5} +0x|[cfg]s +0x|"
    rb"[\w./*()\-\[\]\xc2\xb7$%,{}]+\([^\n]*\)$"
)
_RUST_HEAD = re.compile(rb"thread '[^\n]*' (?:\(\d+\) )?panicked at")
_RUST_LINE = re.compile(rb"note: |stack backtrace:|\s+\d+: |\s+at ")
_SNIPPET = re.compile(rb"\d+ +\|")
_CRASH = re.compile(rb"(?i)[^\n]*(?:segfault|segmentation fault|core dumped|assertion [^\n]*failed|kernel panic)")
MAY_CONTINUE = re.compile(
    rb"[ \t]+[^\s]|\[|\r?\n|\d+ +\||Caused by: |Suppressed: |\.\.\. \d|[+| ]*(?:Exception Group )?Traceback \(|goroutine |"
    rb"(?:[a-z_$][\w$]*\.)+[A-Z][\w$]*[:\s]|[A-Z]?\w*(?:Error|Exception)(?:: |\s)|note: |stack backtrace|created by "
)


class Belongs(Enum):
    """Whether a line is part of the record: certainly, only if a later one is, or not."""

    YES = 1
    PERHAPS = 2
    NO = 3


class Mode(Enum):
    """What kind of record is being followed; each value is the word in `Record.kind`."""

    LINE = "line"
    PYTHON = "python"
    JAVA = "java"
    GO = "go"
    RUST = "rust"


class Extent(Struct, frozen=True):
    """How far a record reaches: its end, its kind, the line that says most, foreign lines inside, and `wait`.

    `wait` is 0 when the record is complete; else the block ended first, and it is the seconds worth waiting.
    """

    end: int
    kind: str
    headline: tuple[int, int]
    foreign: tuple[tuple[int, int], ...] = ()
    wait: float = 0.0


def indent_of(body: bytes) -> int:
    """How many blanks a line begins with."""
    return len(body) - len(body.lstrip(b" \t"))


class Follower:
    """Says of each line after a head whether it belongs to the head's record."""

    def __init__(self, head: bytes) -> None:
        self.mode = Mode.LINE
        self.headline_is_last = False
        self._indent = indent_of(head)
        self._frames = False
        self._first = True
        self._done = False
        self._start(head)

    def _start(self, head: bytes) -> None:
        """Choose the mode by what the head says."""
        if _TRACEBACK.match(head):
            self.mode = Mode.PYTHON
        elif _GO_HEAD.match(head):
            self.mode = Mode.GO
        elif _RUST_HEAD.match(head):
            self.mode = Mode.RUST

    @property
    def kind(self) -> str:
        """The word for the kind of record seen so far."""
        if self.mode is Mode.LINE or (self.mode is Mode.JAVA and not self._frames):
            return "line"
        return "panic" if self.mode in {Mode.GO, Mode.RUST} else "traceback"

    @property
    def wait(self) -> float:
        """Seconds worth waiting for a next line."""
        return SHORT_WAIT_S if self.mode is Mode.LINE or self._done else LONG_WAIT_S

    @property
    def holds_foreign(self) -> bool:
        """Whether a line of another writer may stand inside this record."""
        return self.mode is not Mode.LINE and not self._done

    def offer(self, body: bytes) -> tuple[Belongs, bool]:
        """Whether the line belongs, and whether it is now the line that says most."""
        step = {
            Mode.LINE: self._line, Mode.PYTHON: self._python, Mode.JAVA: self._java, Mode.GO: self._go, Mode.RUST: self._rust,
        }[self.mode]  # fmt: skip
        answer = step(body)
        self._first = False
        return answer

    def _line(self, body: bytes) -> tuple[Belongs, bool]:
        if _TRACEBACK.match(body):
            self.mode = Mode.PYTHON
            return Belongs.YES, False
        if _JAVA_FRAME.match(body) or _JAVA_CAUSE.match(body) or (self._first and _JAVA_CLASS.match(body)):
            self.mode = Mode.JAVA
            return self._java(body)
        if self._first and _GO_HEAD.match(body):
            self.mode = Mode.GO
            return Belongs.YES, False
        deeper = indent_of(body) > self._indent and body.strip() != b""
        return (Belongs.YES if deeper or _SNIPPET.match(body) else Belongs.NO), False

    def _python(self, body: bytes) -> tuple[Belongs, bool]:
        if _CHAIN.match(body) or (not self._done and _TRACEBACK.match(body)):
            self._done = False
            return Belongs.YES, False
        if not body.strip():
            return Belongs.PERHAPS, False
        if body[:1] in b" \t":
            return Belongs.YES, _PY_GROUP.match(body) is not None
        if self._done or not _PY_FINAL.match(body):
            return Belongs.NO, False
        self._done = True
        return Belongs.YES, True

    def _java(self, body: bytes) -> tuple[Belongs, bool]:
        if _JAVA_FRAME.match(body):
            self._frames = True
            return Belongs.YES, False
        if _JAVA_CAUSE.match(body):
            self._frames = False
            return Belongs.YES, True
        if self._first and _JAVA_CLASS.match(body):
            return Belongs.YES, True
        if indent_of(body) > self._indent and body.strip():
            return Belongs.YES, False
        return (Belongs.NO if self._frames else Belongs.PERHAPS), False

    def _go(self, body: bytes) -> tuple[Belongs, bool]:
        if not body.strip():
            return Belongs.PERHAPS, False
        return (Belongs.YES if _GO_LINE.match(body) else Belongs.NO), False

    def _rust(self, body: bytes) -> tuple[Belongs, bool]:
        if _RUST_LINE.match(body):
            return Belongs.YES, False
        return (Belongs.YES, True) if self._first and body.strip() else (Belongs.NO, False)


def kind_of_line(line: bytes) -> str:
    """The kind of a record of one line."""
    if is_failed_test(line):
        return "test"
    if is_oom(line):
        return "oom"
    return "panic" if _CRASH.match(line) else "line"
