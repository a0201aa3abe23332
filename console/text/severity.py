"""How urgent a line is: an explicit level decides; without one the words do.

Lines are judged with their digits removed, because lines that differ only in numbers are equally urgent; the judgement
is then remembered. Where a number decides (syslog priority, numeric JSON level, HTTP status, "0 errors") the line itself
is judged. The order of trust: failed tests, structured fields and marks, the first level word of the header, words.
"""

import re

from console.model.event import Severity
from console.text.words import DIGITS, counts_decide, word_severity

DEBUG, INFO, NOTICE, WARNING, ERROR, CRITICAL = (int(severity) for severity in Severity)
IGNORED = DIGITS + b"\r\n"
LONGEST = 4096
LONGEST_KEY = 1000
MOST_KEYS = 8_192

LEVELS: dict[bytes, int] = {
    **dict.fromkeys(b"trace debug verbose fine finer finest dbug dbg trc silly".split(), DEBUG),
    **dict.fromkeys(b"info information informational inf log detail statement context hint note".split(), INFO),
    **dict.fromkeys(b"notice".split(), NOTICE),
    **dict.fromkeys(b"warn warning wrn".split(), WARNING),
    **dict.fromkeys(b"error err eror severe failure".split(), ERROR),
    **dict.fromkeys(b"fatal critical crit alert emerg emergency panic ftl dpanic crt".split(), CRITICAL),
}
LETTERS = {b"V": DEBUG, b"D": DEBUG, b"I": INFO, b"W": WARNING, b"E": ERROR, b"F": CRITICAL, b"A": CRITICAL}
SYSLOG = (CRITICAL, CRITICAL, CRITICAL, ERROR, WARNING, NOTICE, INFO, DEBUG)
_PINO = (DEBUG, DEBUG, INFO, WARNING, ERROR, CRITICAL)
_MARKS = {b"ERR": ERROR, b"WARN": WARNING}

_NAMES = b"|".join(sorted(LEVELS, reverse=True))
_UPPER = (
    rb"TRACE|DEBUG|FINEST|FINER|FINE|INFO|NOTICE|WARNING|WARN|ERROR|SEVERE|FATAL|CRITICAL|CRIT|ALERT|EMERG|PANIC"
    rb"|LOG(?=: )|DETAIL(?=: )|STATEMENT(?=: )|CONTEXT(?=: )|HINT(?=: )"
)
_KEYS = rb"level|severity|lvl|levelname|log\.level|loglevel|log_level|@l|priority|PRIORITY|severityText|severity_text"
_JSON = re.compile(rb"\"(?:" + _KEYS + rb")\" ?: ?(?:\"([A-Za-z]+)\"|\"?(\d*)\"?(?=[,} ]))")
_LOGFMT = re.compile(rb"(?:^|[\s,{])(?:level|lvl|severity|loglevel)=\"?([A-Za-z]+)")
_PRIORITY = re.compile(rb"<(\d{1,3})>|PRIORITY=([0-7])$")
_KLOG = re.compile(rb"([IWEFD]) ::\.\s")
_ANDROID = re.compile(rb"- ::\. +([VDIWEFA])(?:/| [^:\n]{1,60}: )|([VDIWEFA])/[\w./$-]+ ?\( *\): ")
_MARK = re.compile(
    rb"[^\n]{0,60}?(?:##\[(error|warning|debug|notice)\]|(?<![\w:])::(error|warning|debug|notice)(?: [^:\n]*)?::"
    rb"|npm (ERR)!|npm (WARN) )"
)
_HEADER = re.compile(
    rb"[^\n]{0,160}?(?:(?<![\w.\-/$=@'\"])(" + _UPPER + rb")(?![\w\-/$='\"]|\.\w|\s*[:=]\s*(?:$|[,;)\]]))"
    rb"|\[(?:\w+:)?(?i:(" + _NAMES + rb"))\])"
)
_AFTER_TIME = re.compile(
    rb"[\[(<]?(?:[A-Z][a-z]{2} ){0,2}[\-/., T]*::[.,:Z+\-\])>|]*[\s\[(<|\-]*(?i:(" + _NAMES + rb"))[\])>|:,\s]"
)
_LEADING = re.compile(
    rb"\s*(?:[^\s:]{1,200}:[:,]* *)?(?:[^\s:]{1,80}: )?(?i:(fatal error|" + _NAMES + rb"))(?:\[[\w-]*\])?: "
)
_STATUS = re.compile(rb"[^\n]*?\" ([45])\d\d (?:\d+|-)")
_STATUS_MAYBE = re.compile(rb"[^\n]*?\"  (?: |$|-)")
_TEST = re.compile(
    rb"\s*(?:FAILED\s+\S+(?:::|\.py|\s)|FAIL:\s+\S|ERROR:\s+test\w*\s+\(|--- FAIL:|\[\s+FAILED\s+\]\s+\S"
    rb"|test \S[^\n]* \.\.\. FAILED|not ok (?![^\n]*#\s*(?i:todo|skip))|FAIL\s+\S+\.(?:test|spec)\.\w+|FAIL\t\S"
    rb"|\S+::\S+ (?:FAILED|ERROR)\b|\xe2\x9c[\x95\x97\x98] )"
)
_TEST_ANYWHERE = re.compile(rb"<<< (?:FAILURE|ERROR)!|\bTEST-UNEXPECTED-|\*\*\*Failed")
_TEST_SIGNS = (b"FAIL", b"ERROR", b"not ok ", b"\xe2\x9c", b"***Failed", b"TEST-")
_OOM = (
    b"out of memory: kill",
    b"killed process ",
    b"oom-kill",
    b"oom killer",
    b"memory cgroup out of memory",
    b"oomkilled",
)
_CRASH = (b"segfault", b"segmentation fault", b"core dumped", b"kernel panic")
_ASSERT = re.compile(rb"assertion [^\n]*failed")
_PANIC = re.compile(rb"panic: |fatal error: |thread '[^\n]*panicked at|SIG[A-Z]+: ")


Verdict = tuple[int, str]
"""Severity as a number, and the kind of record the line makes when it stands alone."""


class Judge:
    """Judges lines and remembers the judgement of lines that differ only in digits. Memory is bounded.

    `known` maps lines without the signs in `IGNORED` to verdicts, or to None where the digits decide.
    """

    def __init__(self) -> None:
        self.known: dict[bytes, Verdict | None] = {}

    def judge(self, line: bytes) -> Verdict:
        """The verdict on a line, with or without its newline."""
        text = line.translate(None, IGNORED)
        if text in self.known:
            verdict = self.known[text]
        else:
            verdict = _judge_text(text[:LONGEST])
            if len(text) <= LONGEST_KEY:
                if len(self.known) >= MOST_KEYS:
                    self.known.clear()
                self.known[text] = verdict
        return verdict or _judge_line(line[:LONGEST].rstrip(b"\r\n"), text[:LONGEST])


def severity_of(line: bytes) -> Severity:
    """The severity of one line."""
    return Severity(Judge().judge(line)[0])


def named(word: bytes) -> int | None:
    """The severity that a level word or number means, None when it means none."""
    return _numbered(int(word)) if word.isdigit() and len(word) < 4 else LEVELS.get(word.lower())


def _numbered(level: int) -> int:
    """The severity of a syslog level (0 to 7), a pino or bunyan one (10 to 60), or a Monolog one (100 to 600)."""
    if level <= 7:
        return SYSLOG[level]
    return _PINO[min(max(level // (100 if level >= 100 else 10) - (level < 100), 0), 5)]


def _verdict(severity: int, text: bytes) -> Verdict:
    """The verdict on a line of known severity: what kind of record it makes."""
    if severity < WARNING:
        return _PLAIN[severity]
    if _PANIC.match(text):
        return CRITICAL, "panic"
    low = text.lower()
    if (b"kill" in low or b"memory" in low) and any(word in low for word in _OOM):
        return severity, "oom"
    if any(word in low for word in _CRASH) or (b"assertion " in low and _ASSERT.search(low)):
        return severity, "panic"
    return severity, "line"


_PLAIN: tuple[Verdict, ...] = tuple((severity, "line") for severity in range(WARNING))


def _judge_text(text: bytes) -> Verdict | None:
    """The verdict on a line without digits; None when its digits decide."""
    if _is_failed_test(text):
        return ERROR, "test"
    if text.startswith((b"<>", b"PRIORITY=")):
        return None
    if b'":' in text or b'" :' in text:
        found = _JSON.search(text)
        if found is not None and (found[1] is None or found[1].lower() in LEVELS):
            return None if found[1] is None else _verdict(LEVELS[found[1].lower()], text)
    severity = _marked(text)
    if severity is None:
        severity = _header(text)
    if severity is not None:
        return _verdict(severity, text)
    if (b'"  ' in text and _STATUS_MAYBE.match(text)) or counts_decide(text):
        return None
    return _verdict(word_severity(text), text)


def _is_failed_test(text: bytes) -> bool:
    """Whether the line reports one failed test."""
    if not any(sign in text for sign in _TEST_SIGNS):
        return False
    return _TEST.match(text) is not None or _TEST_ANYWHERE.search(text) is not None


def _marked(text: bytes) -> int | None:
    """The severity in a level field, letter or mark, None when there is none."""
    if (b"level=" in text or b"lvl=" in text or b"severity=" in text) and (found := _LOGFMT.search(text, 0, 400)):
        level = LEVELS.get(found[1].lower())
        if level is not None:
            return level
    if found := _KLOG.match(text) or _ANDROID.match(text):
        return LETTERS[found[found.lastindex or 1]]
    if (b"::" in text or b"##[" in text or b"npm " in text) and (found := _MARK.match(text)):
        word = found[found.lastindex or 0]
        return _MARKS.get(word, LEVELS.get(word))
    return None


def _header(text: bytes) -> int | None:
    """The severity of the first level word in the header, None when there is none."""
    if found := _AFTER_TIME.match(text):
        return LEVELS[found[1].lower()]
    if found := _HEADER.match(text):
        return LEVELS[(found[1] or found[2]).lower()]
    if found := _LEADING.match(text):
        return LEVELS.get(found[1].lower(), ERROR) if found[1].lower() != b"fatal" else ERROR
    return None


def _judge_line(line: bytes, text: bytes) -> Verdict:
    """The verdict on a line whose digits decide."""
    if found := _PRIORITY.match(line):
        return _verdict(SYSLOG[int(found[1] or found[2]) & 7], text)
    if (b'":' in line or b'" :' in line) and (found := _JSON.search(line)) and found[2]:
        level = named(found[2])
        if level is not None:
            return _verdict(level, text)
    if found := _STATUS.match(line):
        return _verdict(ERROR if found[1] == b"5" else NOTICE, text)
    return _verdict(word_severity(line), text)
