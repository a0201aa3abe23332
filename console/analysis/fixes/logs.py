"""Suggestions from a log alone: the command is looked for in it, above the line where it failed."""

from collections.abc import Iterator, Sequence

from msgspec import structs

from console.analysis.fixes.case import case
from console.analysis.fixes.common import NAMES
from console.analysis.fixes.linear import text
from console.analysis.fixes.parsing import parse, split
from console.analysis.fixes.shell import quote
from console.analysis.fixes.suggest import answers
from console.analysis.fixes.surroundings import NOWHERE, Surroundings
from console.model.failure import Category, FailedTest, Risk, Suggestion
from console.text.clean import clean

_ECHO = text(
    r"^(?:\S{0,40}T[\d:.]+Z? )?"
    r"(?:##\[group\]Run |\[command\](?:/\S+/)?|Run |\++ |[$%>❯] |(?:[\w.-]+@[\w.-]+:)?\S{0,40}[$#] )"
    r"([a-z./]\S*.*)$"
)
_BLAMELESS = (Category.TIMEOUT, Category.NETWORK, Category.INFRASTRUCTURE, Category.RESOURCE)
_RERUN = {
    "pytest": "pytest",
    "cargo": "cargo test",
    "go": "go test -run",
    "jest": "npx jest -t",
    "vitest": "npx vitest run -t",
}
BEFORE, AFTER, FAR, MOST = 120, 60, 5000, 3


def suggest_for(
    lines: Sequence[str],
    line: int = 0,
    command: str = "",
    category: Category = Category.UNKNOWN,
    tests: Sequence[FailedTest] = (),
    here: Surroundings = NOWHERE,
) -> tuple[Suggestion, ...]:
    """What may mend a failed run: `line` (from 1, 0 for the end) is where it began to fail.

    `command` is looked for above that line when it is not known. Where a test failed for a reason outside the code,
    running exactly that test again is suggested, and never anything that would change the code it tests.
    """
    place = line - 1 if 0 < line <= len(lines) else len(lines) - 1
    window = "\n".join(lines[max(0, place - BEFORE) : place + AFTER])
    known = command or next(commands(lines, place), "")
    made = answers(case(known, window, here, log=True)) if known else ()
    if not command:
        seen = {one.argv for one in made}
        made = (*made, *(one for one in answers(case("", window, here, log=True)) if one.argv not in seen))
    return (*made, *_again(category, tests))


def commands(lines: Sequence[str], place: int) -> Iterator[str]:
    """The commands that a log echoes above a line, nearest first."""
    for line in reversed(lines[max(0, place - FAR) : place + 1]):
        match = _ECHO.search(clean(line[:2000]))
        if match is not None:
            parsed = parse(match[1])
            if not parsed.broken and parsed.segments and parsed.segments[0].program in NAMES:
                yield match[1]


def _again(category: Category, tests: Sequence[FailedTest]) -> Iterator[Suggestion]:
    """The failed tests once more, when what failed them lies outside the code."""
    if category not in _BLAMELESS or not 0 < len(tests) <= MOST:
        return
    runner = _RERUN.get(tests[0].framework)
    if runner is None or any(test.framework != tests[0].framework for test in tests):
        return
    command = " ".join([runner, *(quote(test.name) for test in (tests if runner == "pytest" else tests[:1]))])
    yield Suggestion(
        rule="test-again",
        argv=split(command),
        command=command,
        confidence=0.6,
        risk=Risk.SAFE,
        why=f"It failed for a reason outside the code ({category.value}); the same test may pass.",
        evidence=tests[0].message,
        verify=command,
    )


def with_record(suggestion: Suggestion, tried: int, worked: int) -> Suggestion:
    """The suggestion with its track record here, weighed by the rule of succession (Laplace)."""
    share = (worked + 1) / (tried + 2)
    sure = suggestion.confidence if not tried else (2 * suggestion.confidence + tried * share) / (2 + tried)
    return structs.replace(suggestion, tried=tried, worked=worked, confidence=round(sure, 3))
