"""The manner of a line: whether it tells of a fault, of a mere warning, or of progress and success."""

import re
from collections.abc import Sequence

LAST = 10
LONG = 100
PLAIN = 2.0
"""What a line without a word of a fault loses in a text of over `LONG` lines: it may be a script or a setting."""
WARNING = 1.0
INFORMATION = 2.0
LOGGED = 1.5
"""What a line that a logger of the program wrote loses: programs under test log faults on purpose."""
_CALM = re.compile(
    r"\s*+(?:\[INFO\] |INFO:? |DEBUG:? |Get:\d|Download(?:ing|ed)|Fetching|Installing|Unpacking |Setting up "
    r"|Collecting |Requirement already|Using cached|Selecting previously|Preparing to unpack|Receiving objects"
    r"|Resolving deltas|remote: (?:Counting|Compressing|Total)|ok \d|PASS\b|=== (?:RUN|PASS)|--- (?:PASS|SKIP)"
    r"|[✓✔√] |\[command\]|##\[group\]|Initialized empty Git|HEAD is now at|Cloning into|\$ \w"
    r"|(?:\+|if|elif|then|echo|for|while|export) )"
)
_FAULT = re.compile(
    r"(?i)err|fail|fatal|exception|denied|cannot|can.t|unable|could ?n.t|could not|refus|abort|panic|kill|invalid"
    r"|missing|unexpected|time.?out|timed out|wrong|\bbad |lost|reject|forbid|unauthori|conflict|no such|illegal|crash"
    r"|exceed|not (?:found|set|installed|allowed|supported|valid|exist|available|recogni)|cancell?ed|terminated"
    r"|no space|: not |✖|✕"
)
_NOTHING = re.compile(
    r"(?i)\b(?:0|no) (?:[\w()]{1,20} )?(?:errors?|fail(?:ed|ures?))\b|\b(?:errors|failures|failed): ?0\b"
)
_WELL = ("... ok", " PASSED", " SUCCESS", " passed")
_SUCCESS = re.compile(
    r"(?i)\b(?:build )?exited with 0\b|^(?:\[INFO\] )?BUILD SUCCESS(?:FUL)?\b|^Job succeeded|^Finished: SUCCESS"
    r"|\bResult: SUCCEEDED\b"
)
_INFORMATION = re.compile(r"(?:\S{1,40} +){0,3}?(?:INFO|DEBUG|TRACE)\b")
_LOGGED = re.compile(r"(?:\S{1,40} +){1,3}?(?:ERROR|FATAL) +(?:\[[\w. -]{1,60}\]|[\w.]{2,60}:) ")
_WARNING = re.compile(r"(?i)\bwarn(?:ing)?\b[\]:> ]|##\[warning\]|\bdeprecat")


def calm(line: str) -> bool:
    """Whether a line tells of progress or success, whatever words it has."""
    return _CALM.match(line) is not None or line.endswith(_WELL)


def faulty(line: str) -> bool:
    """Whether a line has a word of failing, and not only that nothing failed."""
    return _FAULT.search(_NOTHING.sub("", line)) is not None


def doubt(line: str, long: bool) -> float:
    """How much the manner of a line takes from its weight."""
    found = WARNING if _WARNING.search(line) else 0.0
    found += LOGGED if _LOGGED.match(line) else 0.0
    found += INFORMATION if _INFORMATION.match(line) else 0.0
    return found + (PLAIN if long and not faulty(line) else 0.0)


def ended_well(lines: Sequence[str]) -> bool:
    """Whether the last lines say that the whole run succeeded."""
    said = [line for line in lines[-3 * LAST :] if line.strip()][-LAST:]
    return any(map(_SUCCESS.search, said))
