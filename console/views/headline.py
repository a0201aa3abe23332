"""What a log line says, without the time and level that stand in columns of their own."""

import re

_ISO = r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d\d:?\d\d))?\]?"
_SYSLOG = r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d"
_CLOCK = r"\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?"
_LEVEL = r"[\[(]?(?:DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|CRITICAL|FATAL)[\])]?"
_PREFIX = re.compile(rf"(?:(?:{_ISO}|{_SYSLOG}|{_CLOCK}|<\*>)[ \t]+)?(?:{_LEVEL}(?::[ \t]*|[ \t]+)(?:-[ \t]+)?)?")


def headline(text: str) -> str:
    """The text without a leading time and level word; all of it where nothing else would be left."""
    found = _PREFIX.match(text)
    rest = text[found.end() :] if found else text
    return rest if rest.strip(" -:<*>") else text
