"""`go test -json` (cmd/test2json): one event a line; a test without an end died with its package."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from console.analysis.testing.errors import CutShortError
from console.analysis.testing.gather import MESSAGE, Gathered
from console.analysis.testing.jsonlines import objects, seconds_of, text_of
from console.model.testing import Case, Verdict

_ENDS = {"pass": Verdict.PASSED, "fail": Verdict.FAILED, "skip": Verdict.SKIPPED}
_FRAME = ("=== ", "--- ", "PASS", "FAIL", "ok  ")
MOST_BEGUN = 400_000

Key = tuple[str, str]


def read(blocks: Iterable[bytes], into: Gathered) -> None:
    """Gather the cases. Raises CutShortError when a package did not end."""
    packages = _Packages(into)
    for event in objects(blocks):
        packages.hear(event)
    packages.over()


class _Packages:
    """Knows which tests run, what they print, and which packages have told of a failure of their own."""

    def __init__(self, into: Gathered) -> None:
        self._into = into
        self._open: dict[str, dict[str, str]] = defaultdict(dict)
        self._begun = 0
        self._failed: set[str] = set()
        self._running: set[str] = set()

    def hear(self, event: dict[str, Any]) -> None:
        """One event. Raises CutShortError when more tests are begun than any run has."""
        package, test = text_of(event.get("Package")), text_of(event.get("Test"))
        action = text_of(event.get("Action"))
        if action == "build-output":
            package = text_of(event.get("ImportPath")).partition(" ")[0]
        key = (package, test)
        if action in ("run", "start"):
            self._running.add(package)
            self._begun += test not in self._open[package]
            self._open[package].setdefault(test, "")
        elif action in ("output", "build-output"):
            self._printed(key, text_of(event.get("Output")))
        elif action in _ENDS:
            self._ended(key, _ENDS[action], seconds_of(event.get("Elapsed")))
        if self._begun > MOST_BEGUN:
            raise CutShortError("more tests are begun than any run has")

    def over(self) -> None:
        """There is no more. Raises CutShortError when a package did not end."""
        left = sorted(self._running)
        for package in left:
            self._abandon(package)
        if left:
            raise CutShortError(f"{left[0]} did not end")

    def _printed(self, key: Key, text: str) -> None:
        package, test = key
        known = self._open[package].get(test, "")
        if len(known) < MESSAGE and not text.lstrip().startswith(_FRAME):
            self._open[package][test] = (known + text)[:MESSAGE]

    def _ended(self, key: Key, verdict: Verdict, took: float | None) -> None:
        package, test = key
        printed = self._open[package].pop(test, "")
        message = _line(printed) if verdict is not Verdict.PASSED else ""
        if test:
            self._into.add(Case(package, test, verdict, took, message))
            if verdict is Verdict.FAILED:
                self._failed.add(package)
            return
        self._running.discard(package)
        self._abandon(package)
        if verdict is Verdict.FAILED and package not in self._failed:
            self._into.add(Case(package, "(package)", Verdict.ERROR, took, message))

    def _abandon(self, package: str) -> None:
        """What still runs when its package is over died with it."""
        for test, printed in self._open.pop(package, {}).items():
            if test:
                self._failed.add(package)
                self._into.add(Case(package, test, Verdict.ERROR, None, _line(printed) or "it did not end"))


def _line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip() and not line.startswith("# ")), "")
