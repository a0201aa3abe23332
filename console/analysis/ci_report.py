"""What failed logs of a CI job tell: causes, logs with the same cause together, what may mend them, what is flaky."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from console.analysis.fixes import suggest_for
from console.analysis.rootcause.account import account
from console.model.failure import Category, Suggestion
from console.text.redact import redact, redact_text

EVIDENCE = 30
WIDTH = 300
TESTS = 20
FIXES = 3
_PASSING = frozenset({"passed", "pass", "ok", "passed:", "ok:", "flaky", "rerun", "✓", "✔"})
_OUTSIDE = frozenset({Category.NETWORK, Category.INFRASTRUCTURE})


class Finding(Struct, frozen=True, kw_only=True):
    """One failure, clean and redacted; `logs` are those that tell of it, `evidence` its lines with their numbers.

    `confidence` is that of `category`. `flaky` are tests that also passed in the same log. `outside` tells that the
    cause lies outside of the code.
    """

    logs: tuple[str, ...]
    fingerprint: str
    summary: str
    category: str
    confidence: float
    basis: str
    evidence: tuple[tuple[int, str], ...] = ()
    tests: tuple[str, ...] = ()
    flaky: tuple[str, ...] = ()
    advice: str = ""
    fixes: tuple[Suggestion, ...] = ()
    outside: bool = False


def examine(name: str, lines: Sequence[str], skipped: int = 0) -> Finding | None:
    """What a log tells, None where nothing failed; `skipped` lines before its clean `lines` were left out."""
    found = account(lines)
    cause, verdict = found.cause, found.verdict
    if cause is None:
        return None
    told = [number for number in cause.lines if number <= len(lines)][:EVIDENCE]
    texts = redact([lines[number - 1] for number in told])
    tests = tuple(dict.fromkeys(found.failing_tests))
    return Finding(
        logs=(name,), fingerprint=cause.fingerprint, summary=redact_text(cause.summary)[:WIDTH],
        category=verdict.category.value, confidence=verdict.confidence, basis=cause.basis,
        evidence=tuple((number + skipped, text[:WIDTH]) for number, text in zip(told, texts, strict=True)),
        tests=tuple(redact_text(test)[:WIDTH] for test in tests[:TESTS]), advice=redact_text(verdict.fix),
        flaky=tuple(redact_text(test)[:WIDTH] for test in flaky(tests, lines)[:TESTS]),
        fixes=tuple(suggest_for(lines, cause.first_line, category=verdict.category)[:FIXES]),
        outside=verdict.category in _OUTSIDE,
    )  # fmt: skip


def flaky(tests: Sequence[str], lines: Iterable[str]) -> tuple[str, ...]:
    """The failed tests that, by their whole name, are told to have passed as well; linear in the lines."""
    failed, passed = frozenset(tests), set[str]()
    for line in lines:
        words = line[:WIDTH].split()
        if not _PASSING.isdisjoint(word.lower() for word in words):
            passed.update(failed.intersection(words))
    return tuple(test for test in tests if test in passed)


def together(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings with the same cause as one, told as the first of them, that of the most logs in front."""
    groups: dict[str, list[Finding]] = {}
    for one in findings:
        groups.setdefault(one.fingerprint, []).append(one)
    merged = [_merged(group) for group in groups.values()]
    return tuple(sorted(merged, key=lambda one: -len(one.logs)))


def _merged(group: Sequence[Finding]) -> Finding:
    return replace(
        group[0],
        logs=tuple(log for one in group for log in one.logs),
        tests=tuple(dict.fromkeys(test for one in group for test in one.tests))[:TESTS],
        flaky=tuple(dict.fromkeys(test for one in group for test in one.flaky))[:TESTS],
    )
