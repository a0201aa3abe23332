"""Failures: what a tool reported, what kind it is, where it began, and what may mend it.

Lines are numbered from 1, as an editor does. Texts are clean and redacted.
"""

from enum import StrEnum

from msgspec import Struct


class Category(StrEnum):
    """What a failure is about; `UNKNOWN` is an answer, not a default to be avoided."""

    BUILD = "build"
    TEST = "test"
    DEPENDENCY = "dependency"
    ENVIRONMENT = "environment"
    NETWORK = "network"
    RESOURCE = "resource"
    CONFIGURATION = "configuration"
    AUTH = "auth"
    LINT = "lint"
    TIMEOUT = "timeout"
    INFRASTRUCTURE = "infrastructure"
    UNKNOWN = "unknown"


class FaultKind(StrEnum):
    """The shape in which a fault was reported."""

    EXCEPTION = "exception"
    COMPILER = "compiler"
    LINKER = "linker"
    LINT = "lint"
    TEST = "test"
    COMMAND = "command"
    CRASH = "crash"


class Place(Struct, frozen=True, kw_only=True):
    """A place in code: one frame of a stack, or where a compiler points. `line` is 0 when it is not known."""

    file: str
    line: int = 0
    column: int = 0
    function: str = ""
    module: str = ""
    in_app: bool = True
    text: str = ""


class Fault(Struct, frozen=True, kw_only=True):
    """One fault as a tool reported it, in the lines `first` to `last`; `headline` is the line that names it.

    `tool` is the language or program that reported it (`python`, `gcc`, `cargo`). `type` is the exception's class
    or the error's id (`ValueError`, `E0308`, `TS2322`), empty when the tool gives none. `frames` run from the
    outermost call to the innermost. `where` is the place to open: the innermost frame of the user's own code.
    `causes` are the headlines of what it was raised from, nearest first.
    """

    tool: str
    kind: FaultKind
    first: int
    last: int
    headline: int
    type: str = ""
    message: str = ""
    frames: tuple[Place, ...] = ()
    where: Place | None = None
    causes: tuple[str, ...] = ()


class FailedTest(Struct, frozen=True, kw_only=True):
    """A test that failed, under the name by which its framework would run it again; `line` is where it is told."""

    name: str
    framework: str
    line: int
    message: str = ""
    where: Place | None = None


class Tally(Struct, frozen=True, kw_only=True):
    """What a test run says of itself at its end."""

    framework: str
    line: int
    passed: int = 0
    failed: int = 0
    errors: int = 0
    skipped: int = 0


class Report(Struct, frozen=True, kw_only=True):
    """Everything recognised in a text, in the order of its lines."""

    faults: tuple[Fault, ...] = ()
    tests: tuple[FailedTest, ...] = ()
    tallies: tuple[Tally, ...] = ()


class Verdict(Struct, frozen=True, kw_only=True):
    """What kind of failure a text tells of. `reason` says in words what decided, `rule` which rule, if one did.

    `confidence` is calibrated: of the verdicts with .8, eight in ten are right. `fix` is advice in words.
    """

    category: Category
    confidence: float
    summary: str
    reason: str
    rule: str = ""
    fix: str = ""


class RootCause(Struct, frozen=True, kw_only=True):
    """Where a failed run began to fail: `lines` are the evidence, `follow_on` what only followed from it.

    `basis` says in words what it was compared with. `confidence` is that the first line is right.
    """

    first_line: int
    last_line: int
    summary: str
    fingerprint: str
    lines: tuple[int, ...]
    follow_on: tuple[int, ...]
    basis: str
    confidence: float


class Risk(StrEnum):
    """What can be lost by following a suggestion."""

    SAFE = "safe"
    REVERSIBLE = "reversible"
    DESTRUCTIVE = "destructive"


class Suggestion(Struct, frozen=True, kw_only=True):
    """A command that may mend a failure. `argv` is what would run, `command` the same as a person would type it.

    `changes` says what it would change, `evidence` is the line it rests on, `verify` a command that shows whether it
    helped. `tried` and `worked` are its track record here.
    """

    rule: str
    argv: tuple[str, ...]
    command: str
    confidence: float
    risk: Risk
    why: str
    changes: str = ""
    evidence: str = ""
    verify: str = ""
    tried: int = 0
    worked: int = 0


class FixOutcome(Struct, frozen=True, kw_only=True):
    """What became of a suggestion that was followed; `time` in seconds since the epoch."""

    rule: str
    fingerprint: str
    command: str
    worked: bool
    time: float
