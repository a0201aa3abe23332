"""The key of a line: that of the miner, which knows lines by their words without the variable parts."""

from console.analysis.mining.miner import fingerprint_of
from console.model.cluster import Key

WHY = "the same line but for its variable parts"


def of_line(text: str, template: str) -> Key:
    """The key of everything of this kind."""
    return Key(fingerprint=fingerprint_of(text), why=WHY, title=template)
