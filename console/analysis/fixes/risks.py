"""What a command could lose: judged by its words, whatever a rule or a tool says of it."""

import re

from msgspec import structs

from console.analysis.fixes.case import Case
from console.model.failure import Risk, Suggestion

CAUTIOUS = 0.65
_DESTROYS = re.compile(
    r"(?:^|\s)(?:--force(?:-with-lease|-unlock)?|force-unlock|-rf|-fr|--hard|--delete(?:-\S+)?|-D|prune|purge|--overwrite|--no-preserve-root"
    r"|rm\s+-\w*r|reset\s+--hard|clean\s+-\w*f|kill|pkill|killall|dropdb|destroy|mkfs\S*|dd|shred|truncate)(?=\s|$|=)"
)


def weighed(suggestion: Suggestion, failed: Case) -> Suggestion:
    """The suggestion with the risk its words deserve; one that destroys is sure only where the tool printed it."""
    destroys = suggestion.risk is Risk.DESTRUCTIVE or _adds(suggestion.command, failed.line.text)
    if not destroys:
        return suggestion
    told = suggestion.command in failed.output
    sure = suggestion.confidence if told else min(CAUTIOUS, suggestion.confidence)
    return structs.replace(suggestion, risk=Risk.DESTRUCTIVE, confidence=sure)


def _adds(command: str, before: str) -> bool:
    """Whether something that destroys is in the command and was not in the one that failed."""
    old = {match.strip() for match in _DESTROYS.findall(before)}
    return any(match.strip() not in old for match in _DESTROYS.findall(command))
