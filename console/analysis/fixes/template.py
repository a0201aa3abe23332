"""Command lines from templates: `{name|filter:argument}` with the user's own words and what was found in the output."""

import posixpath
import re
from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import urlsplit

from console.analysis.fixes.case import Case
from console.analysis.fixes.nearest import nearest
from console.analysis.fixes.packages import (
    debian_headers,
    debian_package,
    installable,
    missing,
    npm_package,
    pytest_plugin,
)
from console.analysis.fixes.shell import Segment, Word, join, quote
from console.analysis.fixes.surroundings import Surroundings

Words = tuple[Word, ...]
Values = Mapping[str, Words]
_SLOT = re.compile(r"\{(\w+)(\??)((?:\|[^{}|]+)*)\}")
_MAY_BE_EMPTY = {"rest", "options", "operands", "args", "prefix"}
_REDACTED = "[redacted:"


class MissingError(LookupError):
    """A template asks for something that is not there: its rule stays silent."""


def found(value: str) -> Words:
    """What was read in the output, as one word."""
    return (Word(quote(value), value),)


def values(case: Case, segment: Segment | None, captures: Mapping[str, str]) -> dict[str, Words]:
    """Everything a template can name: captures, and the parts of the command."""
    known: dict[str, Words] = {name: found(value) for name, value in captures.items() if value}
    if case.here.branch():
        known.setdefault("here_branch", found(case.here.branch()))
    known.setdefault("main", found("main" if "main" in case.here.branches() else "master"))
    if segment is None:
        return known
    words = segment.words
    known |= {"args": segment.args, "rest": segment.rest, "operands": segment.operands, "options": segment.options}
    known |= {"command": _typed(case.line.text), "it": _typed(segment.text), "program": (words[segment.head],)}
    known["lead"] = words[segment.head : (segment.verb or segment.head) + 1]
    if segment.verb:
        known["sub"] = (words[segment.verb],)
    if segment.operands:
        known |= {"first": segment.operands[:1], "last": segment.operands[-1:]}
        known |= {f"operand{n}": (word,) for n, word in enumerate(segment.operands, 1)}
    if segment.prefix:
        known["prefix"] = words[: segment.head]
    return known


def render(template: str, case: Case, known: Values) -> str:
    """The command line of a template. Raises MissingError."""
    if "command" not in known:
        template = template.replace(" && {command}", "").replace("{command} && ", "")
    tokens = (_SLOT.sub(partial(_fill, case, known), token) for token in template.split(" "))
    return " ".join(token for token in tokens if token)


def plain(template: str, case: Case, known: Values) -> str:
    """The same text with values as they are meant instead of as they are quoted; missing ones stay empty."""
    return _SLOT.sub(lambda slot: " ".join(word.value for word in _resolved(case, known, slot)), template)


def _typed(text: str) -> Words:
    return (Word(text, text),)


def _resolved(case: Case, known: Values, slot: re.Match[str]) -> Words:
    """The words of one slot behind its filters; none where one of them is a secret."""
    words = known.get(slot[1], ())
    for part in slot[3].split("|")[1:]:
        function, _, argument = part.partition(":")
        words = _FILTERS[function](case, words, argument)
    return () if any(_REDACTED in word.value for word in words) and slot[1] != "command" else words


def _fill(case: Case, known: Values, slot: re.Match[str]) -> str:
    """The text of one slot. Raises MissingError."""
    words = _resolved(case, known, slot)
    if not words and not slot[2] and slot[1] not in _MAY_BE_EMPTY:
        raise MissingError(slot[1])
    return join(words)


def _each(change: Callable[[str], str]) -> Callable[[Case, Words, str], Words]:
    """A filter that changes the meaning of every word; a word that becomes empty is gone."""

    def filtered(_case: Case, words: Words, _argument: str) -> Words:
        changed = (change(word.value) for word in words)
        return tuple(Word(quote(value), value) for value in changed if value)

    return filtered


def _here(change: Callable[[str, Surroundings], str]) -> Callable[[Case, Words, str], Words]:
    """A filter that changes every word by what is around; a word that becomes empty is gone."""

    def filtered(case: Case, words: Words, _argument: str) -> Words:
        changed = (change(word.value, case.here) for word in words)
        return tuple(Word(quote(value), value) for value in changed if value)

    return filtered


def _without(_case: Case, words: Words, argument: str) -> Words:
    unwanted = argument.split(",")
    return tuple(word for word in words if word.value not in unwanted)


def _or(_case: Case, words: Words, argument: str) -> Words:
    return words or found(argument)


def _split(_case: Case, words: Words, _argument: str) -> Words:
    return tuple(Word(quote(part), part) for word in words for part in word.value.split())


def _near(case: Case, words: Words, argument: str) -> Words:
    """The nearest of what is around: branches, scripts, targets, programs."""
    around = getattr(case.here, argument)()
    if not words or not (near := nearest(words[0].value, sorted(around), floor=0.6, most=1)):
        return ()
    return found(near[0].word)


def _known(case: Case, words: Words, argument: str) -> Words:
    """Only what is around."""
    return tuple(word for word in words if word.value in getattr(case.here, argument)())


def _there(case: Case, words: Words, _argument: str) -> Words:
    """Only paths that exist."""
    return tuple(word for word in words if posixpath.basename(word.value) in _names(case, word.value))


def _sibling(case: Case, words: Words, _argument: str) -> Words:
    """The path of the file beside the missing one that has nearly its name."""
    if not words:
        return ()
    folder, name = posixpath.split(words[0].value)
    near = nearest(name, sorted(_names(case, words[0].value) - {name}), floor=0.75, most=1)
    return found(posixpath.join(folder, near[0].word)) if near else ()


def _names(case: Case, path: str) -> set[str]:
    return {name.rstrip("/") for name in case.here.entries(posixpath.dirname(path) or ".")}


def host_of(address: str) -> str:
    """The host of a URL, or what was given without scheme and path."""
    try:
        return urlsplit(address if "://" in address else "//" + address).hostname or ""
    except ValueError:
        return ""


_FILTERS: dict[str, Callable[[Case, Words, str], Words]] = {
    "dirname": _each(posixpath.dirname),
    "basename": _each(posixpath.basename),
    "stem": _each(lambda path: posixpath.splitext(path)[0]),
    "host": _each(host_of),
    "lower": _each(str.lower),
    "upper": _each(str.upper),
    "installable": _here(installable),
    "distribution": _here(missing),
    "debian_headers": _each(debian_headers),
    "npm_package": _each(npm_package),
    "pytest_plugin": _each(pytest_plugin),
    "debian_package": _each(debian_package),
    "slashless": _each(lambda path: path.rstrip("/")),
    "other_default": _each(lambda branch: "main" if branch == "master" else "master"),
    "onedash": _each(lambda option: option.removeprefix("-")),
    "without": _without,
    "or": _or,
    "split": _split,
    "near": _near,
    "known": _known,
    "there": _there,
    "sibling": _sibling,
}
