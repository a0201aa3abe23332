"""The Test Anything Protocol (node:test, tape, prove -v), the summaries of node:test, ava and Perl's prove."""

import re
from collections.abc import Iterator

from console.analysis.faults.log import Log
from console.analysis.faults.outline import indent
from console.analysis.faults.recogniser import Found, Recogniser, failed
from console.model.failure import FailedTest, Tally
from console.text.late import Late

CUES = ("not ok ", "Failed test", "failing tests:", "✘ [fail]", "✖ ", "# Subtest: ", "# fail ", "[fail]: ")
_NOT_OK = Late(r"( *+)not ok (\d++)?(?: - | |$)(.*)$")
_DIRECTIVE = Late(r"# *+(?:TODO|SKIP)\b", re.IGNORECASE)
_TIMING = Late(r" # time=[\d.]+m?s$| # \([\d.]+ m?s\)$| \(\d[\d.]*m?s\)$")
_SUBTEST = Late(r"( *+)# Subtest: (\S.*)$")
_PERL = Late(r" *+# +Failed test '(.*?)'?$")
_AVA = Late(r"\s*+[✖✘]?\s*+\[fail\]: (\S.*)$")
_AVA_REASON = Late(r" (?:Error thrown in test|Rejected promise returned by test|Assertion failed)$")
_CROSS = Late(r"\s*+✖ (\S.*)$")
_FILE = Late(r"(?:/|\w:\\|\.{0,2}/?[\w@-]+/)\S*\.[cm]?[jt]sx?$")
_FAIL_COUNT = Late(r"# fail ++(\d++)$")


def find(log: Log) -> Iterator[Found]:
    """Failed tests, without the parents that failed for their children, and what is still to do."""
    yield from _protocol(log)
    yield from _perl(log)
    yield from _lists(log)
    for index in log.at("# fail "):
        if match := _FAIL_COUNT.match(log[index]):
            passed = next((int(log[up][7:].strip()) for up in range(index - 1, index - 4, -1) if _passes(log[up])), 0)
            yield Tally(framework="tap", line=index + 1, passed=passed, failed=int(match[1][:9]))


def _passes(line: str) -> bool:
    """Whether a line counts the passes."""
    return line.startswith("# pass ") and line[7:].strip().isdigit()


def _protocol(log: Log) -> Iterator[FailedTest]:
    """Lines `not ok`; one directly after deeper ones of its own is their parent."""
    open_at: list[tuple[int, str]] = []
    deeper = 0
    parents_first = any(log[index].endswith(" {") for index in log.at("not ok "))
    for index in log.at("not ok ", "# Subtest: "):
        if subtest := _SUBTEST.match(log[index]):
            open_at = [one for one in open_at if one[0] < len(subtest[1])] + [(len(subtest[1]), subtest[2])]
            continue
        match = _NOT_OK.match(log[index])
        if match is None or _DIRECTIVE.search(match[3]):
            continue
        level = len(match[1])
        if match[3].endswith(" {"):
            open_at = [*(one for one in open_at if one[0] < level), (level, _TIMING.sub("", match[3][:-2]))]
            continue
        parent = deeper > level and not parents_first
        deeper = level
        title = _TIMING.sub("", match[3]).strip()
        if parent or not title or _FILE.match(title):
            continue
        above = [title for at, title in open_at if at < level and not _FILE.match(title)]
        yield failed(" > ".join([*above, title]), "tap", index)


def _perl(log: Log) -> Iterator[FailedTest]:
    """The diagnostics of Test::More, which prove shows when it hides the protocol; a subtest's stand deeper."""
    if any(_NOT_OK.match(log[index]) for index in log.at("not ok ")):
        return
    deeper = 0
    for index in log.at("Failed test"):
        match = _PERL.match(log[index].rstrip())
        if match is None or "(TODO)" in log[index]:
            continue
        parent = deeper > indent(log[index])
        deeper = indent(log[index])
        if not parent:
            yield failed(match[1], "tap", index)


def _lists(log: Log) -> Iterator[FailedTest]:
    """The closing list of node:test, and ava's failures."""
    for index in log.at("[fail]: "):
        if match := _AVA.match(log[index]):
            yield failed(_AVA_REASON.sub("", match[1]), "ava", index)
    ends = log.at("failing tests:")
    for index in log.at("✖ "):
        if (
            ends
            and index > ends[0]
            and (match := _CROSS.match(log[index]))
            and indent(log[index]) == indent(log[ends[0]])
        ):
            yield failed(_TIMING.sub("", match[1]), "node:test", index)


RECOGNISER = Recogniser(CUES, find)
