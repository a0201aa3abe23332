"""Names that other programs chose, made safe to store and to show."""

import os
from collections.abc import Sequence

from console.text.clean import clean
from console.text.redact import redact

LONGEST = 300


def safe(texts: Sequence[str | bytes], longest: int = LONGEST) -> list[str]:
    """Each text cleaned, without secrets and with at most `longest` characters; bytes are read as UTF-8."""
    if not texts:
        return []
    plain = [clean(text if isinstance(text, str) else text.decode("utf-8", "replace")) for text in texts]
    return [_cut(text, longest) for text in redact(plain)]


def safe_name(text: str | bytes) -> str:
    """One text made safe."""
    return safe((text,))[0]


def safe_path(path: str) -> str:
    """A path as the operating system gave it, made safe; bytes that are not UTF-8 are shown as replaced."""
    return safe_name(os.fsencode(path))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
