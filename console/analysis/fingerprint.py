"""Fingerprints: one short key for failures that are the same failure.

A ladder in the manner of Sentry's grouping: the frames of the user's own code with the class of the error; else the
place and the error's id; else the masked message. Line numbers never count, nor do folders above a file, versions of
libraries, generated names, or how often a function called itself. In doubt two keys, not one: a split is visible, a
wrong merge hides a failure.
"""

import re
from collections.abc import Iterator
from hashlib import blake2b

from msgspec import Struct

from console.model.failure import FailedTest, Fault, FaultKind, Place
from console.text.mask import failure_template

VERSION = "f1"
_MOST_FRAMES = 12
_POINTING = frozenset({FaultKind.COMPILER, FaultKind.LINT, FaultKind.TEST, FaultKind.LINKER})
_NAMELESS_FILES = frozenset(
    {"__init__.py", "index.js", "index.ts", "index.tsx", "mod.rs", "main.go", "lib.rs", "__main__.py"}
)
_PLACE_IN_NAME = re.compile(r"(\.\w++)(?::\d++){1,2}")
_NUMBERS = re.compile(r"\b(?:0x[0-9a-fA-F]++|\d++)\b")
_FOLDERS = re.compile(r"(?<![\w.@+~-])(?:[A-Za-z]:)?(?:[\w.@+~-]*+[/\\])++(?=[\w.-])")
_GENERATED = (
    (re.compile(r"::h[0-9a-f]{16}$"), ""),
    (re.compile(r"(?:::)?\{\{closure\}\}(?:#\d++)?"), ""),
    (re.compile(r"\.func\d++(?:\.\d++)*+"), ""),
    (re.compile(r"(?:lambda\$|\$anonfun\$|access\$|\$\$\w++\$\$|\$Proxy)([A-Za-z]\w*?)?\$?\d*+$"), r"\1"),
    (re.compile(r"\$(?:default|suspendImpl|\d++)$"), ""),
    (re.compile(r"^(?:async |new )"), ""),
    (re.compile(r"^(?:rescue in |ensure in |block (?:\(\d++ levels?\) )?in )++"), ""),
    (re.compile(r"\.?<(?:locals|lambda|listcomp|genexpr|dictcomp|setcomp|anonymous)>"), ""),
    (re.compile(r"\([^)]*+\)$"), ""),
)


class _Key(Struct, frozen=True):
    """What a fingerprint is made of: the rung of the ladder, its parts, and the same in words."""

    rung: str
    parts: tuple[str, ...]
    words: str


def of_fault(fault: Fault) -> str:
    """The fingerprint of a fault."""
    return _hashed(_fault_key(fault))


def of_test(test: FailedTest) -> str:
    """The fingerprint of a failed test: its name without line numbers, whatever it failed with."""
    return _hashed(_test_key(test))


def of_text(text: str) -> str:
    """The fingerprint of a line or message of which no more is known."""
    return _hashed(_text_key(text))


def why(of: Fault | FailedTest | str) -> str:
    """In words, what failures of the same fingerprint have in common."""
    if isinstance(of, Fault):
        return _fault_key(of).words
    return _test_key(of).words if isinstance(of, FailedTest) else _text_key(of).words


def _hashed(key: _Key) -> str:
    """The version and 64 bits of BLAKE2b over the parts."""
    digest = blake2b("\x1f".join((key.rung, *key.parts)).encode("utf-8", "replace"), digest_size=8)
    return f"{VERSION}:{digest.hexdigest()}"


def _fault_key(fault: Fault) -> _Key:
    """The first rung that a fault can stand on."""
    kind = fault.type.rpartition(".")[2]
    if fault.kind in _POINTING and fault.where is not None:
        return _pointed_key(fault, fault.where)
    if frames := _own_frames(fault.frames):
        shown = " < ".join(f"{_shown(frame)}:{_function(frame)}".rstrip(":") for frame in frames[:4])
        words = ", ".join(filter(None, (f"same in-app frames {shown}", kind)))
        return _Key("frames", (kind, *(_frame_key(frame) for frame in frames)), words)
    masked = failure_template(fault.message)
    if kind:
        return _Key("type", (fault.tool, kind, masked), f"same error {kind} with the message {masked}".rstrip())
    return _Key("message", (fault.tool, masked), f"same message of {fault.tool}: {masked}")


def _pointed_key(fault: Fault, where: Place) -> _Key:
    """The key of what points at code: file, id, and the message with its names but without its numbers."""
    message = _NUMBERS.sub("0", _FOLDERS.sub("", fault.message))
    if fault.kind is FaultKind.TEST:
        message = failure_template(message)
    words = ", ".join(filter(None, (f"same place {_file(where)}", fault.type, message)))
    return _Key("place", (fault.tool, _file(where), fault.type, message), words)


def _test_key(test: FailedTest) -> _Key:
    """The key of a failed test."""
    name = _PLACE_IN_NAME.sub(r"\1", test.name)
    return _Key("test", (name,), f"same test {name}")


def _text_key(text: str) -> _Key:
    """The key of a text."""
    masked = failure_template(text)
    return _Key("text", (masked,), f"same text but for what varies: {masked}")


def _own_frames(frames: tuple[Place, ...]) -> list[Place]:
    """The frames of the user's own code, innermost first, each once: recursion, also of several functions, is one."""
    return list(_once(frame for frame in reversed(frames) if frame.in_app))[:_MOST_FRAMES]


def _once(frames: Iterator[Place]) -> Iterator[Place]:
    """Frames without those whose key came before."""
    seen: set[str] = set()
    for frame in frames:
        if (key := _frame_key(frame)) not in seen:
            seen.add(key)
            yield frame


def _frame_key(frame: Place) -> str:
    """Module or file, function, and the line of source, without numbers."""
    return f"{_file(frame)}\x1e{_function(frame)}\x1e{' '.join(frame.text.split())}"


def _file(frame: Place) -> str:
    """The module, or the file without the folders above it; a file of an everyday name keeps one folder."""
    if frame.module:
        return _NUMBERS.sub("0", frame.module.partition("$")[0])
    folders = frame.file.replace("\\", "/").split("/")
    name = folders[-1]
    return "/".join(folders[-2:]) if name in _NAMELESS_FILES else name


def _shown(frame: Place) -> str:
    """A frame's file as a person wants to read it: with one folder."""
    return frame.module or "/".join(frame.file.replace("\\", "/").split("/")[-2:])


def _function(frame: Place) -> str:
    """A function without what compilers and runtimes add to its name."""
    name = frame.function
    for pattern, instead in _GENERATED:
        name = pattern.sub(instead, name)
    return name.strip(". ")
