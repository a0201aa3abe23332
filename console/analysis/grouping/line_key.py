"""The key of a line: that of the miner, which knows lines by their words without the variable parts.

A person calls two lines the same failure when they say the same, whichever process, thread or level says it, and with
the same figures where a figure is the point: an HTTP answer, an exit, a signal, an errno.
"""

from functools import lru_cache

from console.analysis.mining.key import cluster_id, key_of
from console.model.cluster import Key
from console.text.figures import telling
from console.text.mask import template
from console.text.message import message

WHY = "the same message but for its variable parts"


@lru_cache(maxsize=4)
def said(text: str) -> str:
    """What a clean line is known by: its message, with the figures kept that are meaning."""
    return telling(message(text))


def of_line(text: str) -> Key:
    """The key of everything of this kind."""
    line = said(text)
    return Key(fingerprint=cluster_id(key_of(line)), why=WHY, title=template(line))
