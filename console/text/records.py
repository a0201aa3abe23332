"""Records of several lines: tracebacks, panics and indented explanations that belong to the notable line above.

A follower is offered the lines after a head one by one and says whether each belongs, may belong, or ends the record.
"""

import re
from enum import Enum

SHORT_WAIT_S = 0.015  # a line and what continues it are written at once or by a writer that flushes line by line
LONG_WAIT_S = 2.0

_TRACEBACK = re.compile(rb"[\s+|]*(?:Exception Group )?Traceback \(most recent call last\)")
_PY_CHAIN = re.compile(rb"(?:During handling of the above exception|The above exception was the direct cause)")
_PY_FINAL = re.compile(rb"[A-Za-z_][\w.]*(?:: ?[^\n]*)?$")
_PY_GROUP = re.compile(rb"[\s|+]*(?:\w+\.)*\w*ExceptionGroup: ")
_JAVA_FRAME = re.compile(rb"\s+at \S|\s*\.\.\. \d+ (?:more|common frames)")
_JAVA_CAUSE = re.compile(rb"\s*(?:Caused by|Wrapped by): ")
_JAVA_CLASS = re.compile(
    rb"(?:[a-z_$][\w$]*\.)+[A-Z][\w$]*(?:Error|Exception|Throwable|Failure)|(?:[A-Z]\w*)?(?:Error|Exception)(?::|$)"
)
_GO_HEAD = re.compile(rb"panic: |fatal error: |goroutine \d+ \[|SIG[A-Z]+: ")
_GO_LINE = re.compile(
    rb"goroutine \d+ |\[signal |\s|created by |panic: |exit status \d|runtime stack:|PC=|r\w{1,5} +0x|[cfgs]s +0x"
    rb"|[\w./*()\-\[\]\xc2\xb7$%,{}]+\([^\n]*\)$"
)
_RUST_HEAD = re.compile(rb"thread '[^\n]*' (?:\(\d+\) )?panicked at")
_RUST_LINE = re.compile(rb"note: |stack backtrace:|\s+\d+: |\s+at ")
_JOURNAL_HEAD = re.compile(rb"PRIORITY=[0-7]$")
_JOURNAL_LINE = re.compile(rb"_{0,2}[A-Z][A-Z0-9_]*=")
_SNIPPET = re.compile(rb"\d+ +\|")


class Belongs(Enum):
    """Whether a line is part of the record: certainly, only if a later one is, or not."""

    YES = 1
    PERHAPS = 2
    NO = 3


class _Mode(Enum):
    """What is being followed, and the kind of record it makes."""

    LINE = ""
    PYTHON = "traceback"
    JAVA = "traceback "
    GO = "panic"
    RUST = "panic "
    JOURNAL = " "


class Follower:
    """Says of each line after a head whether it belongs to the head's record.

    `prefixed` tells that every line of the record begins with a time; then indentation alone proves nothing.
    """

    def __init__(self, head: bytes, *, prefixed: bool = False) -> None:
        self._mode = _Mode.LINE
        self._prefixed = prefixed
        self._indent = _indent(head)
        self._frames = self._done = False
        self._first = True
        if _TRACEBACK.match(head):
            self._mode = _Mode.PYTHON
        elif _GO_HEAD.match(head):
            self._mode = _Mode.GO
        elif _RUST_HEAD.match(head):
            self._mode = _Mode.RUST
        elif _JOURNAL_HEAD.match(head):
            self._mode = _Mode.JOURNAL

    @property
    def kind(self) -> str:
        """`traceback` or `panic`; empty while the record is no more than a line with what is indented under it."""
        if self._mode is _Mode.JAVA and not self._frames:
            return ""
        return self._mode.value.strip()

    @property
    def wait(self) -> float:
        """Seconds worth waiting for the next line."""
        return SHORT_WAIT_S if self._mode in {_Mode.LINE, _Mode.JOURNAL} or self._done else LONG_WAIT_S

    @property
    def holds_foreign(self) -> bool:
        """Whether a line of another writer may stand inside this record."""
        return self._mode not in {_Mode.LINE, _Mode.JOURNAL} and not self._done

    def offer(self, body: bytes) -> tuple[Belongs, bool]:
        """Whether the line belongs, and whether it is now the line that says most."""
        answer = _STEPS[self._mode](self, body)
        self._first = False
        return answer

    def line(self, body: bytes) -> tuple[Belongs, bool]:
        """A line after a head of no special kind."""
        if _TRACEBACK.match(body):
            self._mode = _Mode.PYTHON
            return Belongs.YES, False
        if _JAVA_FRAME.match(body) or _JAVA_CAUSE.match(body) or (self._first and _JAVA_CLASS.match(body)):
            self._mode = _Mode.JAVA
            return self.java(body)
        if self._first and _GO_HEAD.match(body):
            self._mode = _Mode.GO
            return Belongs.YES, False
        return (Belongs.YES if self._deeper(body) or _SNIPPET.match(body) else Belongs.NO), False

    def _deeper(self, body: bytes) -> bool:
        return not self._prefixed and _indent(body) > self._indent and body.strip() != b""

    def python(self, body: bytes) -> tuple[Belongs, bool]:
        """A line after the head of a Python traceback."""
        if _PY_CHAIN.match(body):
            self._done = False
            return Belongs.YES, False
        if not body.strip():
            return Belongs.PERHAPS, False
        if body[:1] in b" \t|+" or (not self._done and _TRACEBACK.match(body)):
            return Belongs.YES, _PY_GROUP.match(body) is not None
        if self._done or not _PY_FINAL.match(body):
            return Belongs.NO, False
        self._done = True
        return Belongs.YES, True

    def java(self, body: bytes) -> tuple[Belongs, bool]:
        """A line after an exception of Java, Kotlin or JavaScript."""
        if _JAVA_FRAME.match(body):
            self._frames = True
            return Belongs.YES, False
        if _JAVA_CAUSE.match(body):
            return Belongs.YES, True
        if self._first and _JAVA_CLASS.match(body):
            return Belongs.YES, True
        if self._deeper(body) or (self._frames and body in (b"}", b"]")):
            return Belongs.YES, False
        return (Belongs.NO if self._frames or not body.strip() else Belongs.PERHAPS), False

    def go(self, body: bytes) -> tuple[Belongs, bool]:
        """A line after a Go panic or in a goroutine dump."""
        if not body.strip():
            return Belongs.PERHAPS, False
        return (Belongs.YES if _GO_LINE.match(body) else Belongs.NO), False

    def rust(self, body: bytes) -> tuple[Belongs, bool]:
        """A line after a Rust panic."""
        if _RUST_LINE.match(body):
            return Belongs.YES, False
        return (Belongs.YES, True) if self._first and body.strip() else (Belongs.NO, False)

    def journal(self, body: bytes) -> tuple[Belongs, bool]:
        """A field after the priority in an entry of journald's export format."""
        return (Belongs.YES if _JOURNAL_LINE.match(body) else Belongs.NO), body.startswith(b"MESSAGE=")


_STEPS = {
    _Mode.LINE: Follower.line,
    _Mode.PYTHON: Follower.python,
    _Mode.JAVA: Follower.java,
    _Mode.GO: Follower.go,
    _Mode.RUST: Follower.rust,
    _Mode.JOURNAL: Follower.journal,
}


def _indent(body: bytes) -> int:
    """How many blanks a line begins with."""
    return len(body) - len(body.lstrip(b" \t"))
