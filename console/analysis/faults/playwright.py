"""Playwright: the closing list of what failed; tests that passed when retried stand under `flaky`."""

from collections.abc import Iterator

from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, failed, fault
from console.model.failure import FailedTest, FaultKind, Tally
from console.text.late import Late

CUES = (" failed", " flaky", " › ", "    Error: ")
_TITLE = r"((?:\[[^\]]++\] › )?\S[^›]*?\.\w+:\d++:\d++ › .*)"
_LISTED = Late(rf"\s++{_TITLE}$")
_NUMBERED = Late(rf"\s++\d++\) {_TITLE}$")
_COUNT = Late(r"\s*+(\d++) (failed|flaky|passed|skipped|did not run|interrupted|timed out)\b")


def find(log: Log) -> Iterator[Found]:
    """Tests of the closing list, or of the numbered reports in a log that ends before it."""
    listed = list(_closing(log))
    yield from listed
    if not listed:
        flaky = {name for _, name in _under(log, "flaky")}
        for index in log.at(" › "):
            if (match := _NUMBERED.match(log[index])) and _bare(match[1]) not in flaky:
                yield failed(_bare(match[1]), "playwright", index)
    yield from _errors(log)
    for index in log.at(" failed"):
        match = _COUNT.match(log[index])
        if match and listed and log[index].strip() == f"{match[1]} failed":
            yield Tally(framework="playwright", line=index + 1, failed=int(match[1][:9]))


def _closing(log: Log) -> Iterator[FailedTest]:
    """What stands under the counts of failures."""
    for word in ("failed", "interrupted", "timed out"):
        yield from (failed(name, "playwright", index) for index, name in _under(log, word))


def _under(log: Log, word: str) -> Iterator[tuple[int, str]]:
    """The tests listed under a count (`2 failed`)."""
    for index in log.at(" failed" if word != "flaky" else " flaky"):
        match = _COUNT.match(log[index])
        if match is None or match[2] != word:
            continue
        below = index + 1
        while test := _LISTED.match(log[below]):
            yield below, _bare(test[1])
            below += 1


def _bare(title: str) -> str:
    """A title without the rule drawn behind it."""
    return title.rstrip(" ─=")


def _errors(log: Log) -> Iterator[Found]:
    """The first error of each numbered report."""
    for index in log.at("    Error: "):
        above = next((up for up in range(index - 1, index - 4, -1) if _NUMBERED.match(log[up])), -1)
        if above >= 0:
            yield fault("playwright", FaultKind.TEST, (above, index, index), message=log[index].strip()[7:])


RECOGNISER = Recogniser(CUES, find)
