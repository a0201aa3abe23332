"""What the words of a line without a level say about it, benign uses ("0 errors", `error.log`) set aside."""

import re

from console.model.event import Severity

DIGITS = b"0123456789"
_INFO, _WARNING, _ERROR, _CRITICAL = (
    int(s) for s in (Severity.INFO, Severity.WARNING, Severity.ERROR, Severity.CRITICAL)
)

_WORDS: tuple[tuple[int, tuple[bytes, ...]], ...] = (
    (
        _CRITICAL,
        (
            b"fatal", b"panic", b"panicked", b"segfault", b"segmentation fault", b"out of memory", b"oom-killer",
            b"oom-kill", b"oomkilled", b"core dumped", b"killed process", b"stack overflow",
        ),
    ),
    (
        _ERROR,
        (
            b"error", b"errors", b"failed", b"failure", b"failures", b"fails", b"exception", b"exceptions",
            b"traceback", b"no space left", b"permission denied", b"assertion failed", b"unhandled", b"uncaught",
            b"aborted", b"aborting", b"fail",
        ),
    ),
    (
        _WARNING,
        (
            b"warning", b"warnings", b"warn", b"timed out", b"unable to", b"could not", b"refused", b"unreachable",
            b"deprecated", b"corrupted", b"corrupt",
        ),
    ),
)  # fmt: skip
_EXCEPTION = re.compile(rb"(?:^|[\s\"'(:>])(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception)(?=[:\s)]|$)")
_PYTHON_WARNING = re.compile(rb"\b[A-Z]\w*Warning: ")
_BUILD = re.compile(rb"\berror\[E\d*\]|\bmake(?:\[\d*\])?: \*\*\* |\*\*\* \[")
_AUTH = re.compile(rb"authentication failure|failed password|auth(?:entication)? failed|invalid user")
_NOT_LEFT = frozenset(b"/.-$@#&?%_\\")
_RIGHT = re.compile(rb"[\w/=$@%(\\]|-\w|\.[a-z_]|(?:[:=]|\" ?:) ?(?:null|none|false|no\b|\"\"|\[\]|\{\})")
_ZERO_RIGHT = re.compile(rb"[\"'\])]?\s*[:=(]\s*0+(?![\d.x])")
_BENIGN_LEFT = re.compile(
    rb"(?:\b(?:no|zero|without|any|ignore|ignores|ignored|ignoring|handle|handles|handling|expected|standard|if|on|"
    rb"should|must|would|may|might|can|could|allowed to|"
    rb"(?<![\d.,:])0+)(?: \w+)?|\bfail(?:ed)? on) $"
)
_BENIGN_RIGHT = re.compile(
    rb" (?:code|status|rate|handl\w+|log|page|report\w*|messages?|count|budget|free|recovery|boundary)\b(?!:? ?[1-9])"
    rb"| (?:as expected|successfully|over|fast)\b|s? (?:were |are )?ignored\b|-?(?:over|safe|fast)\b"
)
_COUNTED = re.compile(
    rb"(?:^|[\s(=>]) (?:\w+ )?(?:error|fail|exception|warning)|error (?:code|status|count)"
    rb"|(?:errors?|failures?|failed|fails?|warnings?|exceptions?)[\"'\])]?\s*(?:[:=(]\s*(?=$|[,;.)\]}|])|:\s\s|=\s)"
)
_SUCCESS = re.compile(
    rb"\s*(?:\xe2\x9c[\x93\x94]|ok\b|PASS(?:ED)?\b|--- PASS|\[\s+OK\s+\]|\[\s+PASSED\s+\]|TEST-PASS|TEST-OK|TEST-START)"
)
_SOURCE = re.compile(
    rb"\s+(?:#|//|/?\*|\"\"\"|'''|(?:except|raise|assert|try|from|import|def|return|class|if|elif|with|for|while|throw|catch)\b)"
)
_PASSED = re.compile(
    rb"(?:\bPASSED|\.\.\. ?ok|[.:\-]\s*passed|\bOK|\bSKIPPED|\bXFAIL)\s*(?:\[[\s\d%]+\]|\([\d.]+ ?m?s\))?\s*$"
)


def counts_decide(text: bytes) -> bool:
    """Whether a line without its digits reports a number of errors, so that the number decides."""
    return _COUNTED.search(text.lower()) is not None


def word_severity(line: bytes) -> int:
    """The severity that the words of a line without a level field suggest."""
    if _SUCCESS.match(line) or _SOURCE.match(line) or _PASSED.search(line, max(0, len(line) - 40)):
        return _INFO
    if b"Warning: " in line and _PYTHON_WARNING.search(line):
        return _WARNING
    low = line.lower()
    for severity, words in _WORDS:
        for word in words:
            if word in low and _stands(low, word):
                return _WARNING if severity == _ERROR and _AUTH.search(low) else severity
        if severity == _ERROR and _names_failure(line):
            return _ERROR
    return _INFO


def _names_failure(line: bytes) -> bool:
    """Whether the line names an exception class or a build tool's own mark."""
    if (b"Error" in line or b"Exception" in line) and _EXCEPTION.search(line):
        return True
    return (b"***" in line or b"error[" in line) and _BUILD.search(line) is not None


def _stands(low: bytes, word: bytes) -> bool:
    """Whether the word stands for itself in the lower-case line: not in a name, a path, an option, a benign phrase."""
    at = low.find(word)
    while at >= 0:
        end = at + len(word)
        if not _part_of_name(low, at, end) and not _benign(low, at, end):
            return True
        at = low.find(word, end)
    return False


def _part_of_name(low: bytes, at: int, end: int) -> bool:
    if at and (low[at - 1] in _NOT_LEFT or low[at - 1 : at].isalnum()):
        return True
    return _RIGHT.match(low, end) is not None


def _benign(low: bytes, at: int, end: int) -> bool:
    if _ZERO_RIGHT.match(low, end) or _BENIGN_RIGHT.match(low, end):
        return True
    return _BENIGN_LEFT.search(low, max(0, at - 32), at) is not None
