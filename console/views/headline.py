"""What a log line says, without the time and level that stand in columns of their own."""

import re

_ISO = r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d\d:?\d\d))?\]?"
_SYSLOG = r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d"
_CLOCK = r"\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?"
_LEVEL = r"[\[(]?(?:DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|CRITICAL|FATAL)[\])]?"
_LEVELLED = rf"(?:-[ \t]+)?{_LEVEL}(?::[ \t]*|[ \t]+)(?:-[ \t]+)?"
_PREFIX = re.compile(rf"<\*>[ \t]+{_LEVELLED}|(?:(?:{_ISO}|{_SYSLOG}|{_CLOCK})[ \t]+)?(?:{_LEVELLED})?")
_RULE = re.compile(r"[=_*#~-]{4,}[ \t]*")
_REQUEST = re.compile(r'\S{1,64} \S{1,64} \S{1,64} \[\d\d/[A-Z][a-z]{2}/\d{4}:[\d:]{8} [+-]\d{4}\] (?=")')
"""A web server's line up to its request (combined log format)."""
_WORD = re.compile(r"[^\W\d_]{3}")


def headline(text: str) -> str:
    """The text without a leading time, level word or rule; all of it where nothing else would be left."""
    found = _REQUEST.match(text) or _PREFIX.match(text)
    start = found.end() if found else 0
    rule = _RULE.match(text, start)
    rest = text[rule.end() if rule else start :]
    return rest if rest.strip(" -:<*>=_#~") else text


def kind(template: str, sample: str) -> str:
    """What a kind of line says; where all its words are masked one line of that kind speaks for it."""
    words = headline(template)
    return words if _WORD.search(words) or not sample else headline(sample)
