"""What a verdict says: the telling line, the reason and the advice, with what the rule's pattern caught filled in."""

import re
from collections.abc import Mapping

import re2

from console.analysis.classify.matching import options
from console.analysis.classify.rule import Rule
from console.text.redact import redact_text

LONGEST = 300
CAUGHT = 80
_SLOT = re.compile(r"\{(\w{1,40})\}")
_BETWEEN = re.compile(r"[:,;]? (?:for |of |that brings |that has |that provides )?\{\w{1,40}\}")


def caught(rule: Rule, line: str) -> dict[str, str]:
    """What the named groups of the rule's pattern caught in the line it fired on."""
    found: dict[str, str] = {}
    for pattern in rule.any:
        match = re2.search(f"(?i){pattern}", line, options=options())
        if match is not None:
            found.update({name: value[:CAUGHT] for name, value in match.groupdict().items() if value})
    return found


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with its slots filled; a slot without a value goes, with the words that lead to it."""
    if not _SLOT.search(template):
        return template
    empty = [slot for slot in _SLOT.findall(template) if slot not in values]
    if empty:
        template = _BETWEEN.sub(lambda match: match[0] if _slot(match[0]) in values else "", template)
    return _SLOT.sub(lambda match: values.get(match[1], "it"), template)


def shown(line: str) -> str:
    """A line as the summary shows it: without secrets, not too long."""
    line = redact_text(line.strip())
    return line if len(line) <= LONGEST else line[: LONGEST - 3] + "..."


def _slot(text: str) -> str:
    """The name of the slot in a piece of a template."""
    return str(_SLOT.findall(text)[0])
