"""The key of a line: that of the miner, which knows lines by their words without the variable parts.

A person calls two lines the same failure when they say the same, whichever process, thread or level says it, and with
the same figures where a figure is the point: an HTTP answer, an exit, a signal, an errno.
"""

from console.analysis.mining.key import cluster_id, key_of
from console.model.cluster import Key
from console.text.figures import telling
from console.text.mask import failure_template
from console.text.message import message

WHY = "the same message but for its variable parts"


def said(text: str) -> str:
    """What a clean line is known by: its message, with the figures kept that are meaning."""
    return telling(message(text))


def of_line(text: str) -> Key:
    """The key of everything of this kind."""
    return Key(fingerprint=cluster_id(key_of(said(text))), why=WHY, title=failure_template(message(text)))
