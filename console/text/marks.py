"""Marks that say what a line is whatever its level: failed tests, crashes, panics, kills for want of memory."""

import re

from console.model.event import Severity

_ERROR, _CRITICAL = int(Severity.ERROR), int(Severity.CRITICAL)

_TEST = re.compile(
    rb"\s*(?:FAILED\s+\S+(?:::|\.py|\s)|FAIL:\s+\S|ERROR:\s+test\w*\s+\(|--- FAIL:|\[\s+FAILED\s+\]\s+\S"
    rb"|test \S[^\n]* \.\.\. FAILED|not ok (?![^\n]*#\s*(?i:todo|skip))|FAIL\s+\S+\.(?:test|spec)\.\w+|FAIL\t\S"
    rb"|\S+::\S+ (?:FAILED|ERROR)\b|\xe2\x9c[\x95\x97\x98] |\w+ \([\w.]+\) \.\.\. (?:FAIL|ERROR)\s*$)"
)
_TEST_ANYWHERE = re.compile(rb"<<< (?:FAILURE|ERROR)!|\bTEST-UNEXPECTED-|\*\*\*Failed")
_STRONG = re.compile(
    rb"(?:ERROR|SUMMARY): \w+Sanitizer: |\bPROCESS-CRASH\b|\bHit MOZ_CRASH\(|\bAssertion failure: "
    rb"|(\bg?make(?:\[\d*\])?: \*\*\* |\bTraceback \(most recent call last\):)"
)
_STRONG_SIGNS = (b"Sanitizer: ", b"-CRASH", b"_CRASH(", b"Assertion failure: ", b"make", b"Traceback (most")
_OOM = (b"out of memory: kill", b"killed process ", b"oom-kill", b"oom killer", b"cgroup out of memory", b"oomkilled")
_CRASH = (
    b"process-crash", b"moz_crash(", b"sanitizer: ", b"assertion failure: ", b"segfault", b"segmentation fault",
    b"core dumped", b"kernel panic",
)  # fmt: skip
_ASSERT = re.compile(rb"assertion [^\n]*failed")
_PANIC = re.compile(rb"panic: |fatal error: (?!\S+: No such)|thread '[^\n]*panicked at|SIG[A-Z]+: ")


def _holds(text: bytes, words: tuple[bytes, ...]) -> bool:
    """Whether one of the words occurs; a plain loop, because it runs for every new line."""
    for word in words:  # noqa: SIM110 - twice as fast as any()
        if word in text:
            return True
    return False


def is_failed_test(text: bytes) -> bool:
    """Whether the line reports one failed test."""
    if b"FAIL" in text or b"ERROR" in text or b"not ok " in text or b"\xe2\x9c" in text:
        return _TEST.match(text) is not None or _TEST_ANYWHERE.search(text) is not None
    return (b"TEST-" in text or b"***Failed" in text) and _TEST_ANYWHERE.search(text) is not None


def strong_severity(text: bytes) -> int:
    """The severity of a mark that overrides a level of information, 0 when there is none."""
    if not _holds(text, _STRONG_SIGNS):
        return 0
    found = _STRONG.search(text)
    return 0 if found is None else _ERROR if found[1] else _CRITICAL


def kind_of(text: bytes) -> str:
    """The kind of record that a notable line makes: `panic`, `oom` or `line`."""
    low = text.lower()
    if (b"kill" in low or b"memory" in low) and _holds(low, _OOM):
        return "oom"
    if _holds(low, _CRASH) or (b"assertion " in low and _ASSERT.search(low)):
        return "panic"
    return "line"


def is_panic(text: bytes) -> bool:
    """Whether the line is the head of a panic or of a fatal signal."""
    return _PANIC.match(text) is not None
