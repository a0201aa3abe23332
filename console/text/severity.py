"""How urgent a line is: an explicit level field decides; without one, words do, benign uses of them set aside.

The order of trust: structured fields (JSON, logfmt, syslog priority, klog, Android), CI marks, a level word in the
header, HTTP status, then the words of the message.
"""

import re

from console.model.event import Severity

DEBUG, INFO, NOTICE, WARNING, ERROR, CRITICAL = (int(severity) for severity in Severity)

LEVELS: dict[bytes, int] = {
    **dict.fromkeys((b"trace", b"debug", b"verbose", b"fine", b"finer", b"finest", b"dbug", b"dbg", b"config"), DEBUG),
    **dict.fromkeys((b"debug1", b"debug2", b"debug3", b"trc", b"silly"), DEBUG),
    **dict.fromkeys(
        (b"info", b"information", b"informational", b"inf", b"log", b"http", b"command", b"statement"), INFO
    ),
    **dict.fromkeys((b"notice", b"note", b"hint"), NOTICE),
    **dict.fromkeys((b"warn", b"warning", b"wrn", b"wrng", b"warning(s)"), WARNING),
    **dict.fromkeys((b"error", b"err", b"eror", b"severe", b"failure", b"fail", b"failed"), ERROR),
    **dict.fromkeys(
        (b"fatal", b"critical", b"crit", b"alert", b"emerg", b"emergency", b"panic", b"ftl", b"dpanic", b"crt"),
        CRITICAL,
    ),
}
LETTERS = {b"V": DEBUG, b"D": DEBUG, b"I": INFO, b"W": WARNING, b"E": ERROR, b"F": CRITICAL, b"A": CRITICAL}
SYSLOG = (CRITICAL, CRITICAL, CRITICAL, ERROR, WARNING, NOTICE, INFO, DEBUG)

_NAMES = b"|".join(
    sorted((n for n in LEVELS if n.isalnum() and n not in {b"config", b"http", b"command"}), key=len)[::-1]
)
_UPPER = rb"TRACE|DEBUG|FINEST|FINER|FINE|INFO|NOTICE|WARNING|WARN|ERROR|SEVERE|FATAL|CRITICAL|CRIT|ALERT|EMERG|PANIC"
_JSON = re.compile(
    rb"\"(?:level|severity|lvl|levelname|log\.level|loglevel|log_level|@l|priority|PRIORITY|severityText|severity_text)\""
    rb" ?: ?\"?([A-Za-z]+|\d{1,2})(?:\"|[,} ])"
)
_LOGFMT = re.compile(rb"(?:^|[\s,{])(?:level|lvl|severity|loglevel)=\"?([A-Za-z]+)")
_PRIORITY = re.compile(rb"<(\d{1,3})>|PRIORITY=([0-7])\s*$")
_KLOG = re.compile(rb"([IWEFD])\d{4}(?:\d{4})? \d\d:\d\d:\d\d")
_ANDROID = re.compile(rb"(?:\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} +)(?:\d+ +\d+ +)?([VDIWEFA])[ /]")
_MARK = re.compile(
    rb"[^\n]{0,60}?(?:##\[(error|warning|debug|notice)\]|::(error|warning|debug|notice)(?: [^:\n]*)?::|npm (ERR)!|npm (WARN) )"
)
_HEADER = re.compile(rb"[^\n]{0,160}?(?<![\w.\-/$=@'\"])(?:\w+:)?(" + _UPPER + rb")(?![\w.\-/$='\"])")
_AFTER_TIME = re.compile(
    rb"[\[<(]?(?:[A-Z][a-z]{2} )?[\dA-Z][\dTZ:/.,+ \-]{6,30}[\])>]?[\s,|:\-]*[\[<(|]?(?i:("
    + _NAMES
    + rb"))(?:[\]>)|: ,\t])"
)
_BRACKET = re.compile(rb"[^\n]{0,100}?\[(?:\w+:)?(?i:(" + _NAMES + rb"))\]")
_LEADING = re.compile(
    rb"\s*(?:\S{1,200}:\d+:(?:\d+:)? ?|[\w./+\-]{1,40}: )?(?i:(fatal error|" + _NAMES + rb"))(?:\[\w+\])?: "
)
_STATUS = re.compile(rb"[^\n]*?\" ([45])\d\d (?:\d+|-)")
_FIELDS = (_JSON, _LOGFMT)


def numeric(level: int) -> int:
    """The severity of a pino or bunyan level (10 to 60), or of a syslog severity (0 to 7)."""
    if level <= 7:
        return SYSLOG[level]
    return (DEBUG, DEBUG, INFO, WARNING, ERROR, CRITICAL)[min(max(level // 10 - 1, 0), 5)]


def named(word: bytes) -> int | None:
    """The severity that a level word or number means, None when it means none."""
    return numeric(int(word)) if word.isdigit() else LEVELS.get(word.lower())


def field_level(line: bytes) -> int | None:
    """The severity in an explicit level field or mark, None when the line has none."""
    if line[:1] == b"{" and (found := _JSON.search(line)):
        return named(found[1])
    if line[:1] in b"<P" and (found := _PRIORITY.match(line)):
        return SYSLOG[int(found[1] or found[2]) & 7]
    if found := _KLOG.match(line) or _ANDROID.match(line):
        return LETTERS[found[1]]
    if b"=" in line and (found := _LOGFMT.search(line, 0, 400)) and (level := named(found[1])) is not None:
        return level
    if found := _MARK.match(line):
        return {b"ERR": ERROR, b"WARN": WARNING}.get(found[found.lastindex or 0]) or named(found[found.lastindex or 0])
    return None


def header_level(line: bytes) -> int | None:
    """The severity of the first level word in the header, None when there is none."""
    for pattern in (_AFTER_TIME, _HEADER, _BRACKET, _LEADING):
        if found := pattern.match(line):
            return LEVELS.get(found[1].lower(), CRITICAL)
    return None


_EDGE = rb"(?<![\w/.\-$@#&?%])"
_STOP = rb"(?![\w/\-=$@%]|\.[A-Za-z]|\()"
_CRITICAL_WORDS = re.compile(
    _EDGE
    + rb"(?i:fatal|panic(?:ked)?|segfault|segmentation fault|out of memory|oom-kill(?:er)?|oom[- ]killed|core dumped|"
    rb"killed process|stack overflow|kernel panic)(?![\w/=])"
)
_ERROR_WORDS = re.compile(
    _EDGE + rb"(?i:errors?|failed|failures?|fails|exception|traceback|no space left|permission denied|assertion failed|"
    rb"assertion .{1,200} failed|unhandled|uncaught|aborted|core dump)"
    + _STOP
    + rb"|\b(?:[a-z_]\w*\.)*[A-Z]\w*(?:Error|Exception)(?=[:\s)]|$)|error\[E\d+\]|\*\*\* \[|"
    + _EDGE
    + rb"make(?:\[\d+\])?: \*\*\* "
)
_WARNING_WORDS = re.compile(
    _EDGE + rb"(?i:warnings?|warn|timed out|unable to|could not|refused|unreachable|deprecated|authentication failure|"
    rb"failed password)" + _STOP + rb"|\b[A-Z]\w*Warning: "
)
_BENIGN = re.compile(
    rb"(?i)\b(?:0|no|zero|without|any|ignor(?:e|es|ed|ing)|handles?|handling|if|on|found 0)\s+(?:\w+\s+)?"
    rb"(?:errors?|failures?|failed|fails|exceptions?|warnings?)\b"
    rb"|\b(?:errors?|failures?|failed|warnings?|exceptions?)[\"']?\s*(?:[:=]\s*|\()\s*(?:0+|none|null|false|no|\[\]|\{\})\b(?!\.\d|x)"
    rb"|\b(?:0|no)\s+(?:tests?\s+)?(?:failed|failures?)\b|\berror (?:code|status|rate|handl\w+|messages?|log|page|report\w*)\b(?:\s*[:=]?\s*0\b)?"
    rb"|\bfailed (?:as expected|successfully)\b|\bexpected (?:error|failure|exception)s?\b|\bstandard error\b|\bxfail(?:ed)?\b"
)
_SUCCESS = re.compile(
    rb"\s*(?:\xe2\x9c\x93|\xe2\x9c\x94|ok \d|ok\s|PASS(?:ED)?\b|--- PASS|\[\s+OK\s+\]|\[\s+PASSED\s+\]|TEST-PASS|TEST-OK|TEST-START)"
)
_PASSED = re.compile(
    rb"(?:\bPASSED|\.\.\. ?ok|\bpassed|\bOK|\bSKIPPED|\bXFAIL)\s*(?:\[[\s\d%]+\]|\([\d.]+ ?m?s\))?\s*$"
)
_TEST = re.compile(
    rb"\s*(?:FAILED\s+\S+(?:::|\.py|\s)|FAIL:\s+\S|ERROR:\s+test\w*\s+\(|--- FAIL:|not ok \d+(?![^\n]*#\s*(?i:todo|skip))|"
    rb"\[\s+FAILED\s+\]\s+\S|test \S[^\n]* \.\.\. FAILED|FAIL\s+\S+\.(?:test|spec)\.\w+|FAIL\t\S|\S+::\S+ (?:FAILED|ERROR)\b)"
    rb"|[^\n]*(?:<<< (?:FAILURE|ERROR)!|\bTEST-UNEXPECTED-|\*\*\*Failed|\xe2\x9c\x95 |\xe2\x9c\x97 |\xe2\x9c\x98 )"
)
_OOM = re.compile(
    rb"(?i)[^\n]*?(?:out of memory: kill|killed process \d+|oom-kill(?:er|:)|oom killer|memory cgroup out of memory|oomkilled)"
)


def is_failed_test(line: bytes) -> bool:
    """Whether the line reports one failed test."""
    return _TEST.match(line) is not None


def is_oom(line: bytes) -> bool:
    """Whether the line reports that the kernel killed a process for want of memory."""
    return _OOM.match(line) is not None


def word_level(line: bytes) -> int:
    """The severity that the words of a line without a level field suggest."""
    if _SUCCESS.match(line) or _PASSED.search(line, max(0, len(line) - 80)):
        return INFO
    if found := _STATUS.match(line):
        return ERROR if found[1] == b"5" else NOTICE
    text = _BENIGN.sub(b" ", line)
    if _CRITICAL_WORDS.search(text):
        return CRITICAL
    warning = _WARNING_WORDS.search(text)
    error = _ERROR_WORDS.search(text)
    if error and warning and b"auth" in warning[0].lower() + b" " or (warning and b"assword" in warning[0]):
        return WARNING
    return ERROR if error else WARNING if warning else INFO


def severity_of(line: bytes) -> int:
    """The severity of one line without its newline."""
    if is_failed_test(line):
        return ERROR
    level = field_level(line)
    if level is None:
        level = header_level(line)
    return word_level(line) if level is None else level
