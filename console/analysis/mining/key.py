"""The key of a message: its masked words without punctuation. Messages of one key are of one kind."""

import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

from console.analysis.mining.wording import ALWAYS_VARIABLE, ANY, UNITS
from console.text.figures import KEPT
from console.text.mask import MASKS, WILDCARD, masked_words

Key = tuple[str, ...]
LONGEST = 64
_PERIOD = 4
_MASK = "\x00"
_VALUE = re.compile(rf"(?<=[\w\])])=(?!-?{KEPT.pattern})([^\s,;=|\"'()\[\]{{}}<>\x00]+)")
_BREAKS = re.compile(r"[\s,;:=|\"'()\[\]{}<>!?]+|\.{2,}")
_EDGES = ".-+*#@&$%/\\~^`_"
_DOTTED = re.compile(r"[A-Za-z_$][\w$-]*(?:\.[A-Za-z_$][\w$-]*){2,}")
_CONSTANT = re.compile(r"(?:^|[.])[A-Z][A-Z_]+$|(?:Error|Exception)$")


def key_of(text: str) -> Key:
    """The key of a message without its header; never empty for a text that holds a letter or digit."""
    tokens: list[str] = []
    last = ""
    for word in masked_words(text):
        for token in _tokens(word):
            if last == ANY:
                if token == ANY:
                    continue
                token = UNITS.get(token, token)  # noqa: PLW2901
            tokens.append(token)
            last = token
    if len(tokens) > _PERIOD and tokens.count(ANY) > 1:
        tokens = _without_repeats(tokens)
    return tuple(tokens[:LONGEST])


def cluster_id(key: Sequence[str]) -> str:
    """The stable name of a key; it tells the version of the masks that made it."""
    return f"m{MASKS}:{blake2b(' '.join(key).encode('utf-8', 'replace'), digest_size=8).hexdigest()}"


def collapsed(tokens: Sequence[str]) -> Key:
    """The tokens with runs of masks made one."""
    return tuple(token for at, token in enumerate(tokens) if token != ANY or not at or tokens[at - 1] != ANY)


@lru_cache(maxsize=8192)
def _tokens(word: str) -> Key:
    """The tokens of one masked word; a token that holds a mask is one."""
    found: list[str] = []
    for piece in _BREAKS.split(_VALUE.sub(f"={_MASK}", word.replace(WILDCARD, _MASK))):
        token = ANY if _MASK in piece else piece.strip(_EDGES)
        if _variable(token):
            token = ANY
        if token:
            found.append(token)
    return tuple(found)


def _variable(token: str) -> bool:
    """Whether a token varies by what it is: a boolean, a standard user, a name in dots that names no constant."""
    if token.lower() in ALWAYS_VARIABLE:
        return True
    return _DOTTED.fullmatch(token) is not None and _CONSTANT.search(token) is None


def _without_repeats(tokens: list[str]) -> list[str]:
    """Repeats of a group of tokens that holds a mask, one after another, made one: lists vary in length."""
    for period in range(2, _PERIOD + 1):
        kept: list[str] = []
        at = 0
        while at < len(tokens):
            group = tokens[at : at + period]
            kept += group
            at += len(group)
            while ANY in group and tokens[at : at + period] == group:
                at += period
        tokens = kept
    return tokens
