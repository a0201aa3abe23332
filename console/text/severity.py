"""How urgent a line is: an explicit level decides; without one the words do.

Lines are judged with their digits removed, because lines that differ only in numbers are equally urgent; the verdict is
then remembered. Where a number decides (syslog priority, JSON level, HTTP status, "0 errors") the line itself is
judged. The order of trust: failed tests, structured fields and marks, the first level word of the header, words; marks
of crashes count also under a level of information.
"""

import re

from console.model.event import Severity
from console.text.levels import CRITICAL, ERROR, NOTICE, WARNING, by_number, explicit, head_level, number_decides
from console.text.marks import is_failed_test, is_panic, kind_of, strong_severity
from console.text.words import DIGITS, counts_decide, word_severity

IGNORED = DIGITS + b"\r\n"
HEAD = 56
LONGEST = 2048
LONGEST_KEY = 1000
MOST_KEYS = 8_192

Verdict = tuple[int, str]
"""Severity as a number, and the kind of record the line makes when it stands alone."""

_STATUS = re.compile(rb"[^\n]*?\" ([45])\d\d (?:\d+|-)")
_STATUS_MAYBE = re.compile(rb"[^\n]*?\"  (?: |$|-)")
_SGR = re.compile(rb"\x1b\[[\d;:]*m")
_BARE: tuple[Verdict, ...] = tuple((int(severity), "line") for severity in Severity)


def plain(text: bytes) -> bytes:
    """The text without the signs that colour it."""
    return _SGR.sub(b"", text) if b"\x1b" in text else text


class Judge:
    """Judges lines and remembers the verdict on lines that differ only in digits. Memory is bounded.

    `known` maps whole lines without the signs in `IGNORED` to verdicts, or to None where the digits decide; `heads`
    maps the first `HEAD` signs of lines, to None where they do not suffice.
    """

    def __init__(self) -> None:
        self.known: dict[bytes, Verdict | None] = {}
        self.heads: dict[bytes, Verdict | None] = {}

    def judge(self, line: bytes, *, noted: bool) -> Verdict:
        """The verdict on a line, with or without its newline; `noted` says that it may carry a mark."""
        return (None if noted else self.by_head(line)) or self._by_whole(line)

    def by_head(self, line: bytes) -> Verdict | None:
        """The verdict on a line without marks by its first signs alone, None when they say too little."""
        head = line[:HEAD].translate(None, IGNORED)
        if head not in self.heads:
            if len(self.heads) >= MOST_KEYS:
                self.heads.clear()
            level = head_level(head)
            self.heads[head] = None if level is None else _BARE[level]
        return self.heads[head]

    def _by_whole(self, line: bytes) -> Verdict:
        """The verdict on a line by all of its text."""
        text = line.translate(None, IGNORED)
        if text in self.known:
            verdict = self.known[text]
        else:
            verdict = _judge_text(plain(text[:LONGEST]))
            if len(text) <= LONGEST_KEY:
                if len(self.known) >= MOST_KEYS:
                    self.known.clear()
                self.known[text] = verdict
        return verdict or _judge_line(plain(line[:LONGEST].rstrip(b"\r\n")), plain(text[:LONGEST]))


def _verdict(severity: int, text: bytes) -> Verdict:
    """The verdict on a line that states or suggests a severity."""
    if severity < WARNING:
        severity = strong_severity(text) or severity
    if severity < WARNING:
        return _BARE[severity]
    return (CRITICAL, "panic") if is_panic(text) else (severity, kind_of(text))


def _judge_text(text: bytes) -> Verdict | None:
    """The verdict on a line without digits; None when its digits decide."""
    if is_failed_test(text):
        return ERROR, "test"
    if number_decides(text):
        return None
    severity = head_level(text[:HEAD])
    if severity is None:
        severity = explicit(text)
    if severity is not None:
        return _verdict(severity, text)
    if (b'"  ' in text and _STATUS_MAYBE.match(text)) or counts_decide(text):
        return None
    return _verdict(word_severity(text), text)


def _judge_line(line: bytes, text: bytes) -> Verdict:
    """The verdict on a line whose digits decide."""
    level = by_number(line)
    if level is None and b'" ' in line and (found := _STATUS.match(line)):
        level = ERROR if found[1] == b"5" else NOTICE
    return _verdict(word_severity(line) if level is None else level, text)
