"""Secrets taken out of foreign text, in one pass over whole batches.

Every line is tried against all rules at once by RE2, joined to one buffer; only a line that has a hit is looked at
rule by rule. Text must be cleaned before: a secret broken up by control sequences would not be seen.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from console.text.secret_rules import RULES, Rule

if TYPE_CHECKING:
    import re2

_MEMORY = 64 * 1024 * 1024
_ENTROPY = 3.0
_ASSIGNMENT = re.compile(r"([\w.-]*)[\"']?\s*(=>|:=|=|:)?(\s*)([\"']?)$")
_HARMLESS_KEY = re.compile(
    r"(?i).*[_.-](?:ur[il]|name|id|path|file|dir|type|kind|count|length|size|ttl|expir\w*|limit|lib\w*)$"
)
_PLACEHOLDER = re.compile(
    r"(?i)[\W_]*(?:true|false|none|null|nil|undefined|yes|no|on|off|empty|unset|hidden|masked|filtered|redacted"
    r"|required|invalid|failed|missing|incorrect|x+|\*+|\.+)?[\W_]*$"
)
_CODE = re.compile(r"[$%{<(]|[A-Za-z_][\w.]*[(\[]|/|~/|\.\.?/|[a-z]:\\")
_NAME = re.compile(r"[a-z]+://|.*\.[A-Za-z]{1,5}\d?$|[A-Z_]+$")
_KEY_LINE = re.compile(
    r"\s*(?:[0-9A-Za-z+/]{16,128}={0,2}|[0-9A-Za-z+/]{1,128}={1,2}|(?:Proc-Type|DEK-Info|Version|Comment):.*)?\s*"
)


def _options(*, never_capture: bool) -> "re2.Options":
    """How RE2 reads the rules; text is bytes, whatever it means."""
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = never_capture
    return options


@cache
def _any() -> "re.Pattern[bytes]":
    """All rules in one RE2 object with the methods of `re`: it finds a line with a hit."""
    import re2

    compiled: re.Pattern[bytes] = re2.compile(
        "|".join(f"(?:{rule.pattern})" for rule in RULES).encode(), _options(never_capture=True)
    )
    return compiled


@cache
def _each() -> tuple[tuple[Rule, "re.Pattern[bytes]"], ...]:
    """The rules one by one, which tell the kind of a hit; compiled with the first, since few texts have one."""
    import re2

    options = _options(never_capture=False)
    return tuple((rule, re2.compile(rule.pattern.encode(), options)) for rule in RULES)


def redact(texts: Sequence[str]) -> list[str]:
    """The lines in order with every secret replaced by `[redacted:<rule id>]`. Each must be clean: one line each."""
    joined = "\n".join(texts).encode("utf-8", "replace")
    if joined.count(b"\n") != max(len(texts) - 1, 0):
        return [redact_text(text) for text in texts]
    result = list(texts)
    for line in _hits(joined):
        result[line] = _apply(texts[line])
        if "PRIVATE KEY-----" in texts[line]:
            _redact_key(texts, result, line)
    return result


def redact_text(text: str) -> str:
    """One text, of one line or several, with every secret replaced; a PEM key may span lines."""
    encoded = text.encode("utf-8", "replace")
    return text if _any().search(encoded) is None else _apply(text)


def _hits(joined: bytes) -> Iterator[int]:
    """The numbers of the lines in which some rule finds something; a hit never hides the next line."""
    search = _any().search
    line = place = 0
    while (match := search(joined, place)) is not None:
        start = match.start()
        line += joined.count(b"\n", place, start)
        yield line
        place = joined.find(b"\n", start) + 1
        if not place:
            return
        line += 1


def _redact_key(texts: Sequence[str], result: list[str], line: int) -> None:
    """Redact the lines of a PEM key that begins or ends at `line`, each line for itself."""
    step = 1 if "-----BEGIN" in texts[line] else -1
    line += step
    while 0 <= line < len(texts) and _KEY_LINE.fullmatch(texts[line]):
        if texts[line].strip():
            result[line] = "[redacted:private-key]"
        line += step


def redact_to(text: str, end: int) -> str:
    """The first `end` characters of a text, every secret replaced; one that reaches beyond them is replaced whole."""
    data, cut = text.encode("utf-8", "replace"), len(text[:end].encode("utf-8", "replace"))
    for rule, pattern in _each():
        if pattern.search(data) is not None:
            data, cut = _replace(rule, pattern, data, cut)
    return data[:cut].decode("utf-8", "replace")


def _apply(text: str) -> str:
    """Replace what each rule finds, in the order of the rules."""
    return redact_to(text, len(text))


def _replace(rule: Rule, pattern: re.Pattern[bytes], data: bytes, cut: int) -> tuple[bytes, int]:
    """Replace what one rule finds, keeping what its groups keep; `cut` is a place in `data` and moves with it."""
    parts: list[bytes] = []
    tag = f"[redacted:{rule.id}]".encode()
    end = moved = 0
    for match in pattern.finditer(data):
        kept = [group or b"" for group in match.groups()] + [b"", b""]
        begin, stop = match.start() + len(kept[0]), match.end() - len(kept[1])
        if rule.judged and not _secret(kept[0].decode("utf-8", "replace"), data[begin:stop].decode("utf-8", "replace")):
            continue
        if begin < cut:
            moved += len(tag) - (min(stop, cut) - begin)
        parts += [data[end : match.start()], kept[0], tag, kept[1]]
        end = match.end()
    return b"".join([*parts, data[end:]]), cut + moved


def _secret(prefix: str, value: str) -> bool:
    """Whether what a telling name is given looks like a secret and not like a word, a path or a piece of code.

    A password is anything but a placeholder, unless it may be prose (`password: wrong`); other secrets are random.
    """
    assignment = _ASSIGNMENT.search(prefix)
    if assignment is None or _PLACEHOLDER.match(value) or _CODE.match(value) or _HARMLESS_KEY.match(assignment[1]):
        return False
    key, sign, space, quote = assignment.groups()
    prose = not quote and (sign is None or (sign == ":" and space != ""))
    if re.search("(?i)pass|pwd", key):
        return not prose or _random(value, 6) or (sign is None and not _NAME.match(value))
    return not _NAME.match(value) and _random(value, 20 if prose else 16)


def _random(value: str, least: int) -> bool:
    """Whether `value` has `least` characters, letters and digits, and the entropy of something generated."""
    if len(value) < least or not any(c.isalpha() for c in value) or not any(c.isdigit() for c in value):
        return False
    return entropy(value) >= min(_ENTROPY, math.log2(len(value)) - 0.6)


def entropy(text: str) -> float:
    """Shannon entropy of the characters, in bits a character."""
    if not text:
        return 0.0
    size = len(text)
    return -sum(n / size * math.log2(n / size) for n in Counter(text).values())
