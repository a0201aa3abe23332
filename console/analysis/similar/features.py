"""The words of a text as hashed features: masked words and pairs of words, and, weaker, what the masks hid.

The hashing trick of Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009, with CRC-32:
it is stable over processes and versions, and 32 bits leave next to no collisions among a project's words.
"""

import re
from collections import Counter
from collections.abc import Iterator
from zlib import crc32

from console.text.mask import template

HIDDEN = 1 << 31
TEXT_LIMIT = 4096

_HIDDEN_LIMIT = 16
_START, _END = b"^", b"$"
_WORD = re.compile(r"[^\W_]++")
_CAMEL = re.compile(r"[A-Z]?[a-z]{2,}+|[A-Z]{2,}+(?![a-z])")
_NAME = re.compile(r"[A-Za-z][\w-]++(?:\.[\w-]++)*+")
_HEX = re.compile(r"[0-9A-Fa-f-]++")


def features(text: str, *, asked: bool = False) -> Counter[int]:
    """How often each hashed feature occurs in the lines of a clean text.

    Features below `HIDDEN` are words and pairs of neighbouring words of the masked text, in lower case; a line's first
    and last word are pairs with its edges, so that "invalid user" and "failed for invalid user" differ. Those from
    `HIDDEN` on are names that the masks hid: a file, a host, a module. In a text that is `asked` for every name is
    looked for there too, because people do not quote.
    """
    found: Counter[int] = Counter()
    for line in text[:TEXT_LIMIT].splitlines():
        masked = template(line)
        found.update(_visible(masked.replace("<*>", " ")))
        if asked or "<*>" in masked:
            found.update(_hidden(line, "" if asked else masked))
    return found


def _visible(masked: str) -> Iterator[int]:
    before = _START
    for match in _WORD.finditer(masked):
        word = match[0].lower().encode()
        yield crc32(word) % HIDDEN
        yield crc32(word, crc32(before)) % HIDDEN
        before = word + b" "
        for part in _parts(match[0]):
            yield crc32(part) % HIDDEN
    if before is not _START:
        yield crc32(_END, crc32(before)) % HIDDEN


def _parts(word: str) -> list[bytes]:
    """The words within a name in camel case, so that `ConnectionRefused` is found by "connection refused"."""
    if word.islower() or word.isupper() or word[1:].islower():
        return []
    return [part.lower().encode() for part in _CAMEL.findall(word)]


def _hidden(line: str, masked: str) -> Iterator[int]:
    """Names that stand in the line but not in its masked form, each once and not many."""
    shown = set(_NAME.findall(masked))
    names = dict.fromkeys(name for name in _NAME.findall(line) if name not in shown and not _HEX.fullmatch(name))
    for name, _ in zip(names, range(_HIDDEN_LIMIT), strict=False):
        yield crc32(name.lower().encode()) % HIDDEN + HIDDEN
