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
_OPEN = re.compile(
    r"(?P<verb>\b(?:[Ii]nstall|[Aa]dd))? ?(?::|\b(?:for|of|that (?:brings|has|provides)))? ?\{(?P<slot>\w{1,40})\}"
)


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
    known = _OPEN.sub(lambda match: match[0] if match["slot"] in values else _without(match), template)
    return _SLOT.sub(lambda match: values.get(match[1], match[0]), known)


def shown(line: str) -> str:
    """A line as the summary shows it: without secrets, not too long."""
    line = redact_text(line.strip())
    return line if len(line) <= LONGEST else line[: LONGEST - 3] + "..."


def _without(match: re.Match[str]) -> str:
    """What stands for a slot without a value: nothing, or `it` behind a verb."""
    return f"{match['verb']} it" if match["verb"] else ""
