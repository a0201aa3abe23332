"""The message of one line of which no more is known: its header read field by field, by rules.

`header` learns the columns of a whole file; a failure stands alone, and must be known by the same words in every run
whatever was read before it. The header ends behind a time, a level written as one, or a name of which such a field
makes a process, thread, logger or place in code. What stands between two of them belongs to it too, unless it reads
like prose. A message of one word is not enough to be known by; it keeps the names before it.
"""

import json
import re

from console.text.message_rules import RULES, Rule, Sort, When

_LIMIT = 2048
_DEEPEST = 16
_LOOSE = 5
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_PAIR = r"(\"(?:[^\"\\]|\\.){0,2048}+\")"
_MESSAGE = r"message|msg|MESSAGE|event|log|text"
_REASON = r"error|err|exception|reason"
_JSON = re.compile(rf"\"(?:({_MESSAGE})|{_REASON})\" ?: ?{_PAIR}")
_LOGFMT = re.compile(rf"(?:^|\s)(?:(msg|message)|{_REASON})=(?:{_PAIR}|([^\s\"]\S*))")
_LEVEL_PAIR = re.compile(r"(?:^|\s)(?:level|lvl|severity)=\"?\w")


def message(line: str) -> str:
    """What a clean line says, without its header; of a structured one its message and the error it names."""
    return _plain(_structured(line[:_LIMIT]) or line)


def _structured(head: str) -> str:
    """The message and the reason in a line of JSON or logfmt; empty where it is neither."""
    if head.startswith("{"):
        found = [(match[1], _unquoted(match[2])) for match in _JSON.finditer(head)]
    elif _LEVEL_PAIR.search(head):
        found = [(match[1], _unquoted(match[2]) if match[2] else match[3]) for match in _LOGFMT.finditer(head)]
    else:
        return ""
    said = next((text for kind, text in found if kind and text), "")
    reason = next((text for kind, text in found if not kind and text not in ("", said)), "")
    return ": ".join(filter(None, (said, reason)))


def _unquoted(text: str) -> str:
    """The value of a quoted string, on one line; empty where it is none."""
    try:
        return " ".join(str(json.loads(text, strict=False)).split())
    except ValueError:
        return ""


def _plain(line: str) -> str:
    """A line behind its header; all of it where nothing is left to know it by."""
    lead, end = _Header(line[:_LIMIT]).read()
    for start, least in ((end, 2), (lead, 1)):
        body = line[start:]
        if start and len(_LETTERS.findall(body, 0, _LIMIT)) >= least:
            return body.strip()
    return line


class _Header:
    """Reads the header of one line from left to right."""

    def __init__(self, head: str) -> None:
        self._head = head
        self._at = self._lead = self._end = 0
        self._loose = 0
        self._level = self._anchored = self._once = self._closed = False
        self._led = True

    def read(self) -> tuple[int, int]:
        """Where its first times and levels end, and where all of it does; 0 where there is none."""
        for _ in range(_DEEPEST):
            found = self._next()
            if found is None:
                break
            self._take(*found)
            if self._loose > _LOOSE:
                break
        return self._lead, self._end

    def _next(self) -> tuple[Rule, int] | None:
        """The first rule that fits here, and where its field ends."""
        for rule in RULES:
            if self._may(rule) and (hit := rule.pattern.match(self._head, self._at)) and hit.end() > self._at:
                return rule, hit.end()
        return None

    def _may(self, rule: Rule) -> bool:
        """Whether a field may stand here. What ends like the lead of a message is followed by times and levels only."""
        if self._closed and rule.sort is not Sort.ANCHOR:
            return False
        return self._fits(rule.when)

    def _fits(self, when: When) -> bool:
        if when is When.START:
            return self._at == 0
        if when is When.ANYWHERE:
            return True
        if when is When.BEFORE_LEVEL:
            return not self._level
        if when is When.BEHIND:
            return self._anchored
        return self._anchored and not self._once and not (self._level and when is When.BETWEEN)

    def _take(self, rule: Rule, end: int) -> None:
        """Go behind a field, and know what it proves."""
        field, self._at = self._head[self._at : end].rstrip(), end
        self._level |= rule.level
        self._once |= rule.when in (When.ONCE, When.BETWEEN)
        if rule.sort is Sort.LOOSE:
            self._loose += 1
            self._led = False
            return
        self._end, self._loose = self._at, 0
        if rule.sort is Sort.ANCHOR:
            self._anchored = True
            if self._led:
                self._lead = self._at
        else:
            self._led = False
            self._closed = field.endswith((":", "-")) and _LETTERS.search(field) is not None
