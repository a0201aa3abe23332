"""Secrets taken out of foreign text, in one pass over whole batches.

Every line is tried against all rules at once by RE2, joined to one buffer; only a line that has a hit is looked at
rule by rule. Text must be cleaned before: a secret broken up by control sequences would not be seen.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from console.text.secret_rules import RULES, Rule

_MEMORY = 64 * 1024 * 1024
_ENTROPY = 3.0
_KEY_VALUE = re.compile(r"(?s)(.*?)(\s*)(=>|:=|=|:)(\s*)([\"']?)$")
_PLACEHOLDER = re.compile(
    r"(?i)[\W_]*(?:true|false|none|null|nil|undefined|yes|no|on|off|empty|unset|hidden|masked|filtered|redacted"
    r"|required|invalid|failed|missing|incorrect|x+|\*+|\.+)?[\W_]*$"
)
_CODE = re.compile(r"[$%{<(]|[A-Za-z_][\w.]*[(\[]|/|~/|\.\.?/")


class _Engine(NamedTuple):
    """The compiled rules, RE2 objects with the methods of `re`: `any` finds a line with a hit, `each` says what it is."""

    any: re.Pattern[bytes]
    each: tuple[tuple[Rule, re.Pattern[bytes]], ...]


def redact(texts: Sequence[str]) -> list[str]:
    """The lines in order with every secret replaced by `[redacted:<rule id>]`. Each must be clean: one line each."""
    joined = "\n".join(texts).encode("utf-8", "replace")
    if joined.count(b"\n") != max(len(texts) - 1, 0):
        return [redact_text(text) for text in texts]
    result = list(texts)
    for line in _hits(joined):
        result[line] = _apply(result[line])
    return result


def redact_text(text: str) -> str:
    """One text, of one line or several, with every secret replaced; a PEM key may span lines."""
    encoded = text.encode("utf-8", "replace")
    return text if _engine().any.search(encoded) is None else _apply(text)


def _hits(joined: bytes) -> Iterator[int]:
    """The numbers of the lines in which some rule finds something; a hit never hides the next line."""
    search = _engine().any.search
    line = place = 0
    while (match := search(joined, place)) is not None:
        start = match.start()
        line += joined.count(b"\n", place, start)
        yield line
        place = joined.find(b"\n", start) + 1
        if not place:
            return
        line += 1


def _apply(text: str) -> str:
    """Replace what each rule finds, in the order of the rules."""
    data = text.encode("utf-8", "replace")
    for rule, pattern in _engine().each:
        if pattern.search(data) is not None:
            data = _replace(rule, pattern, data)
    return data.decode("utf-8", "replace")


def _replace(rule: Rule, pattern: re.Pattern[bytes], data: bytes) -> bytes:
    """Replace what one rule finds, keeping what its groups keep."""
    parts: list[bytes] = []
    end = 0
    for match in pattern.finditer(data):
        kept = [group or b"" for group in match.groups()] + [b"", b""]
        secret = match.group(0)[len(kept[0]) : len(match.group(0)) - len(kept[1])]
        if rule.judged and not _secret(kept[0].decode("utf-8", "replace"), secret.decode("utf-8", "replace")):
            continue
        parts += [data[end : match.start()], kept[0], f"[redacted:{rule.id}]".encode(), kept[1]]
        end = match.end()
    return b"".join([*parts, data[end:]])


def _secret(prefix: str, value: str) -> bool:
    """Whether an assignment to a telling name holds a secret and not a word, a path or a piece of code."""
    if _PLACEHOLDER.match(value) or _CODE.match(value):
        return False
    match = _KEY_VALUE.match(prefix)
    assigned = match is not None and (match[3] in ("=", "=>", ":=") or match[5] != "" or match[4] == "")
    if "pass" in prefix.lower() or "pwd" in prefix.lower():
        return assigned or _random(value, 6)
    return _random(value, 16 if assigned else 20)


def _random(value: str, least: int) -> bool:
    """Whether `value` has `least` characters, digits among letters, and the entropy of something generated."""
    if len(value) < least or value.isalpha() or not any(c.isalpha() for c in value) or value.isdigit():
        return False
    return any(c.isdigit() for c in value) and entropy(value) >= min(_ENTROPY, math.log2(len(value)) - 0.6)


def entropy(text: str) -> float:
    """Shannon entropy of the characters, in bits a character."""
    if not text:
        return 0.0
    size = len(text)
    return -sum(n / size * math.log2(n / size) for n in Counter(text).values())


@cache
def _engine() -> _Engine:
    """Compile the rules once, when the first text comes."""
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    union = re2.compile("|".join(f"(?:{rule.pattern})" for rule in RULES).encode(), options)
    options.never_capture = False
    return _Engine(union, tuple((rule, re2.compile(rule.pattern.encode(), options)) for rule in RULES))
