"""JUnit XML in its dialects (pytest, Surefire, Gradle, Jest, nextest, gotestsum, CTest, GoogleTest), streamed.

Nothing but the case that is being read is kept of the XML, so that memory depends on the cases alone. What a test
printed is passed over.
"""

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from console.analysis.testing.characters import characters
from console.analysis.testing.durations import seconds
from console.analysis.testing.errors import CutShortError, ReportError
from console.analysis.testing.gather import MESSAGE, Gathered
from console.model.testing import Case, Verdict

DEEPEST = 100
LONGEST_TAG = 2 << 20
ROOTS = ("testsuites", "testsuite", "testcase")
_BAD = {"failure": Verdict.FAILED, "error": Verdict.ERROR, "skipped": Verdict.SKIPPED}
_AGAIN = ("flakyFailure", "flakyError")
_RANK = (Verdict.PASSED, Verdict.SKIPPED, Verdict.FAILED, Verdict.ERROR)
_STATUS = {
    "notrun": Verdict.SKIPPED, "disabled": Verdict.SKIPPED, "skipped": Verdict.SKIPPED, "suppressed": Verdict.SKIPPED,
    "ignored": Verdict.SKIPPED, "pending": Verdict.SKIPPED, "fail": Verdict.FAILED, "failed": Verdict.FAILED,
    "failure": Verdict.FAILED, "error": Verdict.ERROR,
}  # fmt: skip


def read(blocks: Iterable[bytes], into: Gathered) -> None:
    """Gather the cases of a report. Raises ReportError for what is none, CutShortError for one that breaks off."""
    target = _Target(into)
    parser = DefusedXMLParser(target=target)
    silent = 0
    try:
        for text in characters(blocks):
            heard = target.heard
            parser.feed(text)
            silent = silent + len(text) if target.heard == heard else 0
            if silent > LONGEST_TAG:  # the parser begins a tag anew with every piece of it
                raise CutShortError("one of its tags has no end")
        parser.close()
    except DefusedXmlException as error:
        raise ReportError("it declares entities, which no test report needs: refused") from error
    except ParseError as error:
        raise CutShortError(f"its XML breaks at line {error.position[0]}") from error


class _Target:
    """Hears of tags and text; knows the suites around the present place and the case in it. `heard` only grows."""

    def __init__(self, into: Gathered) -> None:
        self._into = into
        self._depth = 0
        self._suites: list[tuple[int, str]] = []
        self._case: _Open | None = None
        self._listening = False
        self.heard = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag opens; names lose their namespace."""
        name = tag.rpartition("}")[2]
        if not self._depth and name not in ROOTS:
            raise ReportError(f"its root is <{name[:40]}>: it is no JUnit report")
        self.heard += 1
        self._depth += 1
        if self._depth > DEEPEST:
            raise CutShortError("its tags are nested too deeply")
        self._listening = False
        if name == "testcase":
            self._case = _Open(attributes, self._suites[-1][1] if self._suites else "")
        elif name == "testsuite":
            self._suites.append((self._depth, attributes.get("name", "")))
        elif self._case is not None:
            self._listening = self._case.hear(name, attributes)
        elif name in ("failure", "error") and self._suites:
            self._into.add(Case(self._suites[-1][1], "(suite)", _BAD[name], message=attributes.get("message", "")))

    def data(self, text: str) -> None:
        """Text stands there; it counts as the message of a failure that has no other."""
        self.heard += 1
        if self._listening and self._case is not None:
            self._listening = self._case.say(text)

    def end(self, tag: str) -> None:
        """A tag closes."""
        self.heard += 1
        self._listening = False
        if self._case is not None and tag.rpartition("}")[2] == "testcase":
            self._into.add(self._case.closed())
            self._case = None
        elif self._suites and self._suites[-1][0] == self._depth:
            self._suites.pop()
        self._depth -= 1

    def close(self) -> None:
        """The file is over."""


class _Open:
    """A case whose tag is still open."""

    def __init__(self, attributes: dict[str, Any], suite: str) -> None:
        get = attributes.get
        self._suite = get("classname") or get("class") or suite or get("file") or ""
        self._name = get("name") or get("id") or "(no name)"
        self._seconds = seconds(get("time") or get("duration"))
        result = (get("result") or "").lower()
        self._verdict = _STATUS.get(result) or _STATUS.get((get("status") or "").lower(), Verdict.PASSED)
        self._message = ""
        self._flaky = False

    def hear(self, name: str, attributes: dict[str, Any]) -> bool:
        """A tag inside; tells whether its text is of use."""
        if name in _AGAIN:
            self._flaky = True
            self._message = self._message or attributes.get("message", "")
            return not self._message
        told = _BAD.get(name)
        if told is None:
            return False
        if _RANK.index(told) >= _RANK.index(self._verdict) or not self._message:
            self._verdict = max(told, self._verdict, key=_RANK.index)
            self._message = attributes.get("message") or self._message
        return not self._message

    def say(self, text: str) -> bool:
        """Text of a failure; tells whether more of it is of use."""
        self._message += text[: MESSAGE - len(self._message)]
        return len(self._message) < MESSAGE

    def closed(self) -> Case:
        """The case as it ended."""
        message = _headline(self._message)
        return Case(self._suite, self._name, self._verdict, self._seconds, message, self._flaky)


def _headline(message: str) -> str:
    """The first line that says something."""
    return next((line.strip() for line in message.splitlines() if line.strip()), "") if message else ""
