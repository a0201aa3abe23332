"""What continuous integration and its helpers put before every line of a tool: times, task names, levels.

A recogniser sees the tool's own line. Prefixes are taken off one after another, outermost first, at most a few; blanks
that belong to the tool's line stay, for Python, Java and YAML mean something by them.
"""

import re
from collections.abc import Sequence

LIMIT = 1024
_DEEPEST = 5

_STAMP = (
    r"[\[(]?(?:\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d++)?|\d\d:\d\d:\d\d(?:[.,]\d++)?)"
    r"(?: ?(?:Z|UTC|[+-]\d\d:?\d\d)\b)?[\])]?(?: \d\d[OE]\+?)?(?::(?= ))?"
)
_TASKS = r"(?:test|build|lint|check|typecheck|type-check|compile|dev|unit|e2e|ci|prepare|install|start)"
_PREFIXES = re.compile(
    r"(?>"
    r"\[(?:task|vcs|fetches|cache) [^\]]{10,40}\] ?"
    r"|\[taskcluster [^\]]{10,40}\] ?"
    rf"|{_STAMP}(?: |\t|$)"
    r"|#\d++ \d++\.\d++ ?"
    r"|\[(?:INFO|info)\](?: |$)"
    r"|\[(?:ERROR|WARNING|WARN|DEBUG|FATAL|error|warn|debug)\] "
    r"| ++\[(?:junit|javac|exec|java|testng|scalac|groovyc|apply|echo)\] ?"
    r"|[\w.-]+[_-]\d++ ++\| ?"
    rf"|@?[\w./-]++:{_TASKS}(?:[:\w-]*+)?: ?"
    rf"|[\w@./-]++ {_TASKS}(?:[:\w-]*+)?(?:\$|:) ?"
    r"|(?:INFO|ERROR|WARNING|DEBUG|CRITICAL|FATAL) - "
    r"|(?:GECKO\(\d++\)|PID \d++|TEST-INFO) \| ?"
    r"| {2,5}(?:INFO|ERROR|WARNING|DEBUG|CRITICAL|FATAL) - "
    rf"){{1,{_DEEPEST}}}+"
)
_HOSTED = re.compile(r"[^\t]{1,200}\t[^\t]{1,200}\t(?=\ufeff?\d{4}-\d\d-\d\dT)")


def strip(line: str) -> str:
    """The tool's own line; what exceeds LIMIT characters is cut, for no name or message is that long."""
    if "\t" in line and (match := _HOSTED.match(line)):
        line = line[match.end() :]
    match = _PREFIXES.match(line)
    return line[match.end() : match.end() + LIMIT] if match else line[:LIMIT]


def stripped(lines: Sequence[str]) -> list[str]:
    """Every line without its prefixes."""
    return [strip(line) for line in lines]
