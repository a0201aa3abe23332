"""The key of a line: its template, under a short stable name that says which version of the masks made it."""

from hashlib import blake2b

from console.model.cluster import Key
from console.text.mask import MASKS

VERSION = f"t{MASKS}"
WHY = "the same line but for its variable parts"


def of_line(_text: str, template: str) -> Key:
    """The key of everything with this template."""
    digest = blake2b(template.encode(errors="replace"), digest_size=10).hexdigest()
    return Key(fingerprint=f"{VERSION}:{digest}", why=WHY, title=template)
