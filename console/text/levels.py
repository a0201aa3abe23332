"""Explicit levels: fields of structured lines, marks of CI systems, the first level word of a header.

All but `by_number` read lines without their digits.
"""

import re

from console.model.event import Severity

DEBUG, INFO, NOTICE, WARNING, ERROR, CRITICAL = (int(severity) for severity in Severity)

LEVELS: dict[bytes, int] = {
    **dict.fromkeys(b"trace debug verbose fine finer finest dbug dbg trc silly".split(), DEBUG),
    **dict.fromkeys(b"info information informational inf log detail statement context hint note".split(), INFO),
    **dict.fromkeys(b"notice".split(), NOTICE),
    **dict.fromkeys(b"warn warning wrn".split(), WARNING),
    **dict.fromkeys(b"error err eror severe failure".split(), ERROR),
    **dict.fromkeys(b"fatal critical crit alert emerg emergency panic ftl dpanic crt".split(), CRITICAL),
}
_LETTERS = {b"V": DEBUG, b"D": DEBUG, b"I": INFO, b"W": WARNING, b"E": ERROR, b"F": CRITICAL, b"A": CRITICAL}
_SYSLOG = (CRITICAL, CRITICAL, CRITICAL, ERROR, WARNING, NOTICE, INFO, DEBUG)
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


def named(word: bytes) -> int | None:
    """The severity that a level word or number means, None when it means none."""
    return numbered(int(word)) if word.isdigit() and len(word) < 4 else LEVELS.get(word.lower())


def numbered(level: int) -> int:
    """The severity of a syslog level (0 to 7), a pino or bunyan one (10 to 60), or a Monolog one (100 to 600)."""
    if level <= 7:
        return _SYSLOG[level]
    return _PINO[min(max(level // 100 if level >= 100 else level // 10 - 1, 0), 5)]


def number_decides(text: bytes) -> bool:
    """Whether a line without its digits carries its level as a number."""
    if text.startswith((b"<>", b"PRIORITY=")):
        return True
    found = _json(text)
    return found is not None and found[1] is None


def by_number(line: bytes) -> int | None:
    """The severity of a line, digits included, that carries its level as a number; None when it does not."""
    if line[:1] in b"<P" and (found := _PRIORITY.match(line)):
        return _SYSLOG[int(found[1] or found[2]) & 7]
    found = _json(line)
    return named(found[2]) if found is not None and found[2] else None


def _json(text: bytes) -> re.Match[bytes] | None:
    """The level field of a JSON line."""
    return _JSON.search(text) if b'":' in text or b'" :' in text else None


def head_level(head: bytes) -> int | None:
    """The severity stated so early that the rest of the line need not be read, None when it is not.

    `head` is the beginning of a line, perhaps cut; a word at its very end is not trusted. The message of a journald
    entry says nothing, its priority stands in a line of its own.
    """
    if head.startswith(b"MESSAGE="):
        return INFO
    found = _JSON.search(head) if head[:1] == b"{" else _LOGFMT.search(head) if b"=" in head else _KLOG.match(head)
    if found is not None and found[1] is not None:
        return (_LETTERS if found.re is _KLOG else LEVELS).get(found[1] if found.re is _KLOG else found[1].lower())
    if head[:1] in b"{<" or b"=" in head:
        return None
    found = _AFTER_TIME.match(head) or _HEADER.match(head)
    return LEVELS[(found[found.lastindex or 1]).lower()] if found is not None and found.end() < len(head) else None


def explicit(text: bytes) -> int | None:
    """The severity that a line states in a field, a mark or its header, None when it states none."""
    found = _json(text)
    if found is not None and found[1] is not None and found[1].lower() in LEVELS:
        return LEVELS[found[1].lower()]
    level = _marked(text)
    return _header(text) if level is None else level


def _marked(text: bytes) -> int | None:
    """The severity in a level field, letter or mark."""
    if (b"level=" in text or b"lvl=" in text or b"severity=" in text) and (found := _LOGFMT.search(text, 0, 400)):
        level = LEVELS.get(found[1].lower())
        if level is not None:
            return level
    if found := _KLOG.match(text) or _ANDROID.match(text):
        return _LETTERS[found[found.lastindex or 1]]
    if (b"::" in text or b"##[" in text or b"npm " in text) and (found := _MARK.match(text)):
        word = found[found.lastindex or 0]
        return _MARKS.get(word, LEVELS.get(word))
    return None


def _header(text: bytes) -> int | None:
    """The severity of the first level word in the header; a leading `fatal:` of a tool is an error."""
    if found := _AFTER_TIME.match(text):
        return LEVELS[found[1].lower()]
    if found := _HEADER.match(text):
        return LEVELS[(found[1] or found[2]).lower()]
    if found := _LEADING.match(text):
        word = found[1].lower()
        return ERROR if word.startswith(b"fatal") else LEVELS[word]
    return None
