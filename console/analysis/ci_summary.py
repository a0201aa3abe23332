"""The report on a CI job in words: as markdown that no foreign text leaves its code of, and for the job's own log.

Foreign text stands in code spans and fences that are longer than any run of backticks in it (CommonMark 4.5 and 6.1),
so no mention, link, image or tag of it is one. In a log each foreign line follows a bar: runners take lines that
begin with `::` for commands.
"""

import re
from collections.abc import Iterator, Sequence

from console.analysis.ci_report import Finding

LOGS = 10
_TICKS = re.compile(r"`++")
_AGAIN = "It lies outside of the code: the job may pass when it is run again."


def markdown(findings: Sequence[Finding], title: str) -> str:
    """A job summary; `title` is our own."""
    blocks = [f"## {title}"]
    for number, one in enumerate(findings, start=1):
        blocks += [f"### Cause {number} of {len(findings)}" if len(findings) > 1 else "### Cause", *_blocks(one)]
    return "\n\n".join(blocks if findings else [*blocks, "No failure was recognised."]) + "\n"


def plain(findings: Sequence[Finding], title: str) -> Iterator[str]:
    """The same as lines of a log."""
    yield title
    for one in findings:
        yield from _lines(one)
    if not findings:
        yield "no failure was recognised"


def code(words: str) -> str:
    """Foreign text of one line as a code span."""
    said = " ".join(words.split()) or "-"
    ticks = "`" * (_longest(said) + 1)
    pad = " " if said.startswith("`") or said.endswith("`") else ""
    return f"{ticks}{pad}{said}{pad}{ticks}"


def fenced(lines: Sequence[str]) -> str:
    """Foreign lines as a code block."""
    fence = "`" * max(3, max((_longest(line) for line in lines), default=0) + 1)
    return "\n".join((f"{fence}text", *lines, fence))


def _blocks(one: Finding) -> Iterator[str]:
    yield f"**{one.category}**{_sure(one)}: {code(one.summary)}"
    yield f"In {_named([code(log) for log in one.logs])}; {code(one.basis)}."
    if one.evidence:
        width = len(str(one.evidence[-1][0]))
        yield fenced([f"{number:>{width}}  {text}" for number, text in one.evidence])
    if one.tests:
        yield "\n".join(["Failed tests:", "", *(f"- {code(test)}" for test in one.tests)])
    if one.flaky:
        yield "\n".join(["Flaky, they passed in the same run as well:", "", *(f"- {code(test)}" for test in one.flaky)])
    if one.outside:
        yield _AGAIN
    if one.advice:
        yield f"Advice: {code(one.advice)}"
    for fix in one.fixes:
        yield f"What may mend it ({fix.confidence:.0%} sure, {fix.risk.value}): {code(fix.command)}. {code(fix.why)}"


def _lines(one: Finding) -> Iterator[str]:
    yield f"{one.category}{_sure(one)} in {_named([_single(log) for log in one.logs])}"
    yield _bar(one.summary)
    for number, text in one.evidence:
        yield _bar(f"{number:>6}  {text}")
    for head, names in (("failed tests", one.tests), ("flaky, passed in the same run as well", one.flaky)):
        if names:
            yield f"{head}:"
            yield from map(_bar, names)
    if one.outside:
        yield _AGAIN
    if one.advice:
        yield _bar(f"advice: {one.advice}")
    for fix in one.fixes:
        yield _bar(f"what may mend it ({fix.confidence:.0%} sure, {fix.risk.value}): {fix.command}   # {fix.why}")


def _bar(words: str) -> str:
    """A foreign line of a log."""
    return f"  | {_single(words)}"


def _single(words: str) -> str:
    """Foreign text as one line in which no runner finds a command: `##[` is one wherever it stands."""
    return " ".join(words.splitlines()).replace("##[", "## [").rstrip()


def _sure(one: Finding) -> str:
    return f" ({one.confidence:.0%} sure)" if one.confidence else ""


def _named(logs: Sequence[str]) -> str:
    """The logs by name, the first of many."""
    more = f" and {len(logs) - LOGS} more" if len(logs) > LOGS else ""
    return ", ".join(logs[:LOGS]) + more


def _longest(words: str) -> int:
    return max(map(len, _TICKS.findall(words)), default=0)
