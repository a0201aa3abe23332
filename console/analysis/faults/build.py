"""Linkers and build drivers: ld, make, ninja, CMake, Gradle, Maven, Bazel's and webpack's own words."""

import re
from collections.abc import Iterator

from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, fault
from console.model.failure import Fault, FaultKind, Place
from console.text.late import Late

CUES = (
    "undefined reference to ", "cannot find -l", "Undefined symbols for ", "multiple definition of ", "error LNK",
    "*** ", "FAILED: ", "CMake Error", "What went wrong:", "Failed to execute goal", "Module not found: ",
    "Could not resolve ", "duplicate symbol", "Rollup failed to resolve",
)  # fmt: skip
_LINK = Late(
    r".*?(undefined reference to |cannot find -l|multiple definition of |Undefined symbols for "
    r"|duplicate symbol|error LNK\d++)(.*)$"
)
_PLACED = Late(r"(?:/\S*ld: )?([^\s:(]++):(?:(\d++):|\([^\s)]++\):)")
_MAKE = Late(r"(?:g?make|mingw32-make)(?:\[\d++\])?: \*\*\* (.*)$")
_TARGET = Late(r"\[(?:(\S+?):(\d++): )?(.*)\] (Error \d++.*|Killed|Terminated|Segmentation fault.*)$")
_NINJA = Late(r"FAILED: (?:\[code=\d++\] )?(\S.*)$")
_CMAKE = Late(r"CMake Error(?: at (\S[^:]*+):(\d++)(?: \((\w++)\))?)?:?(.*)$")
_GOAL = Late(r"Failed to execute goal (\S++)(?: \([^)]*+\))? on project (\S+?): (.*)$")
_MODULE = Late(r".*?(Module not found: .*|Could not resolve (?:\"|').*|Rollup failed to resolve .*)$")


def find(log: Log) -> Iterator[Found]:
    """What the drivers report of themselves."""
    yield from _linked(log)
    for index in log.at("*** "):
        if match := _MAKE.match(log[index]):
            yield _make(index, match[1])
    for index in log.at("FAILED: "):
        match = _NINJA.match(log[index])
        if match and ("/" in match[1] or "." in match[1]) and "::" not in match[1]:
            yield fault("ninja", FaultKind.COMMAND, (index, index + 1, index), message=match[1])
    for index in log.at("CMake Error"):
        if cmake := _CMAKE.match(log[index]):
            yield _cmake(log, index, cmake)
    for index in log.at("What went wrong:"):
        span = (index, index + 2, index + 1)
        yield fault("gradle", FaultKind.COMMAND, span, message=f"{log[index + 1]} {log[index + 2]}")
    for index in log.at("Failed to execute goal"):
        if goal := _GOAL.match(log[index]):
            yield fault("maven", FaultKind.COMMAND, (index, index, index), message=f"{goal[1]}: {goal[3]}")
    for index in log.at("Module not found: ", "Could not resolve ", "Rollup failed to resolve"):
        if module := _MODULE.match(log[index]):
            yield fault("webpack", FaultKind.COMPILER, (index, index, index), message=module[1])


def _linked(log: Log) -> Iterator[Fault]:
    """Symbols and libraries a linker did not find, or found twice; each symbol once."""
    seen: set[str] = set()
    for index in log.at(
        "undefined reference to ", "cannot find -l", "Undefined symbols for ", "multiple definition of ", "error LNK",
        "duplicate symbol",
    ):  # fmt: skip
        match = _LINK.match(log[index])
        if match is None or match[1] + match[2] in seen:
            continue
        seen.add(match[1] + match[2])
        place = _PLACED.match(log[index])
        where = Place(file=place[1], line=int((place[2] or "0")[:9])) if place else None
        id_ = match[1].partition("error ")[2]
        below = log[index + 1].strip() if match[1].startswith("Undefined symbols") else ""
        message = f"{match[1]}{match[2]} {below}"
        yield fault("ld", FaultKind.LINKER, (index, index, index), type=id_, message=message, where=where)


def _make(index: int, text: str) -> Fault:
    """A target that make gave up."""
    target = _TARGET.match(text)
    where = Place(file=target[1], line=int(target[2][:9])) if target and target[1] else None
    message = f"{target[3]}: {target[4]}" if target else text
    return fault("make", FaultKind.COMMAND, (index, index, index), message=message, where=where)


def _cmake(log: Log, index: int, match: re.Match[str]) -> Fault:
    """CMake's error with the indented text below it."""
    last = index
    while last + 1 < len(log) and last - index < 30 and (not log[last + 1].strip() or log[last + 1].startswith("  ")):
        last += 1
    text = next((log[at].strip() for at in range(index + 1, last + 1) if log[at].strip()), "")
    where = Place(file=match[1], line=int((match[2] or "0")[:9]), function=match[3] or "") if match[1] else None
    message = match[4].strip() or text
    return fault("cmake", FaultKind.COMPILER, (index, last, index), message=message, where=where)


RECOGNISER = Recogniser(CUES, find)
