"""Test reports as every part of the program sees them: cases of one run, and what became of each test over many."""

from enum import StrEnum

from msgspec import Struct


class Verdict(StrEnum):
    """How a case ended. FAILED is the test's own word, ERROR means that it could not be carried to its end."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"

    @property
    def bad(self) -> bool:
        """Whether somebody has to look at it."""
        return self in (Verdict.FAILED, Verdict.ERROR)


class Case(Struct, frozen=True):
    """One test in one run; `suite` and `name` together name it. `seconds` is None where nothing was said.

    `message` is the first that was said of a failure, or why it was skipped. `mixed` tells that it both passed and
    failed within the run.
    """

    suite: str
    name: str
    verdict: Verdict
    seconds: float | None = None
    message: str = ""
    mixed: bool = False


class Report(Struct, frozen=True, kw_only=True):
    """What one file told. `note` says in words what is missing of it, empty when it was read to its end."""

    format: str
    cases: tuple[Case, ...] = ()
    note: str = ""


class Sitting(Struct, frozen=True, kw_only=True):
    """One run of tests as one file reported it; `time` is when it was written (seconds since the epoch).

    `path` is the file within the project. `commit` is empty where the store shall look up what was checked out then;
    `clean` tells that the work tree differed in nothing from it.
    """

    path: str
    time: float
    format: str
    note: str = ""
    commit: str = ""
    clean: bool = False


class TestNews(Struct, frozen=True, kw_only=True):
    """Cases of a sitting; one that has many is told in several pieces."""

    __test__ = False

    sitting: Sitting
    cases: tuple[Case, ...]


class Result(Struct, frozen=True, kw_only=True):
    """One test in one sitting of the past."""

    time: float
    verdict: Verdict
    seconds: float | None = None
    commit: str = ""
    clean: bool = False
    mixed: bool = False


class Record(Struct, frozen=True, kw_only=True):
    """What is known of one test, oldest result first; `message` is the last failure's."""

    suite: str
    name: str
    results: tuple[Result, ...]
    message: str = ""


class Standing(Struct, frozen=True, kw_only=True):
    """What the results of a test tell.

    `flips` is the share of neighbouring results that differ, `flaky` says why it is held for flaky, empty otherwise.
    `usual` is the usual duration in seconds; `slow` is how many times as long the last one took, 0 when it is no
    slower than its history explains. `first_failed` and `last_passed` are commits around the present failures.
    """

    suite: str
    name: str
    verdict: Verdict
    last: float
    runs: int
    failures: int
    flips: float = 0.0
    flaky: str = ""
    seconds: float | None = None
    usual: float | None = None
    slow: float = 0.0
    first_failed: str = ""
    last_passed: str = ""
    message: str = ""
