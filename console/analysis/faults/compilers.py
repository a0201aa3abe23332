"""Compilers that point with `file:line:column: error: text` or `file(line,column): error ID: text`, and their kin.

Tool and language are told from the file's ending. The same error printed twice (Maven repeats all at its end) is one.
"""

import re
from collections.abc import Iterator

from console.analysis.faults.inapp import own_file
from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, fault
from console.model.failure import Fault, FaultKind, Place
from console.text.late import Late

CUES = (
    "error: ", "error[", "error ", "Error: ", ": error", ".java:[", "e: ", ".go:", ".kt", ".scala:", "ERROR in ",
    "rror:",
)  # fmt: skip
_FILE = r"((?:[A-Za-z]:[\\/])?[^\s:(*\"'][^:(*\"]*?\.\w{1,10})"
_COLON = Late(
    rf"(?:vet: )?{_FILE}:(\d++)(?::(\d++))?(?::\d++)?(?:-\d++)?: (?:fatal "
    rf"|internal compiler )?[Ee]rror(?:\[(\w+)\])?:? ?(.*)$"
)
_DASH = Late(rf"{_FILE}:(\d++):(\d++) - error (TS\d++): (.*)$")
_PAREN = Late(
    rf"\s*+(?:\d++>)?{_FILE} ?\((\d++)(?:,(\d++))?(?:,\d++,\d++)?\) ?: (?:fatal )?error(?: ([A-Z]++\d++))? ?: (.*)$"
)
_MAVEN = Late(r"((?:[A-Za-z]:)?[^\s\[:][^\[:]*+):\[(\d++),(\d++)\] (?:error: )?(.*)$")
_KOTLIN = Late(r"e: (?:file://)?(\S[^:(]*+)(?::(\d++):(\d++)|: \((\d++), (\d++)\)):? (.*)$")
_GO = Late(r"(?:vet: )?((?:\./|\.\./|[\w@-]+/)*[\w.-]+\.go):(\d++):(\d++): (.*)$")
_SCALA = Late(r"(\S.*\.scala):(\d++)(?::(\d++))?: (.*)$")
_LINTED = Late(r"\([a-z][\w-]*+\)$")
_BUNDLED = Late(r"(?:\[tsl\] )?ERROR in (?:\./)?([\w./@-]+?)(?::|\()(\d++)[:,](\d++)\)?")
_TS = Late(r"\s*+(?:error )?(TS\d++): (.*)$")
_TAIL_ID = Late(r"(?: \[(-W[\w=+-]++|[a-z][\w-]*+|[A-Z]++\d++)\])$")
_LANGUAGES = {
    "c": "gcc", "cc": "gcc", "cpp": "gcc", "cxx": "gcc", "h": "gcc", "hpp": "gcc", "hh": "gcc", "m": "clang",
    "mm": "clang",
    "cu": "nvcc", "java": "javac", "kt": "kotlinc", "kts": "kotlinc", "scala": "scalac", "groovy": "groovyc",
    "go": "go",
    "ts": "tsc", "tsx": "tsc", "mts": "tsc", "vue": "tsc", "cs": "dotnet", "fs": "dotnet", "vb": "dotnet",
    "csproj": "dotnet",
    "targets": "dotnet", "swift": "swiftc", "hs": "ghc", "py": "mypy", "pyi": "mypy", "dart": "dart", "rs": "rustc",
    "S": "as", "s": "as", "f90": "gfortran", "adb": "gnat", "zig": "zig", "nim": "nim", "d": "dmd", "sh": "shellcheck",
    "proto": "protoc", "tex": "tex", "ml": "ocaml", "php": "php",
}  # fmt: skip


def find(log: Log) -> Iterator[Found]:
    """Each error once."""
    seen: set[tuple[str, str, str]] = set()
    for one in _errors(log):
        where = f"{one.where.file}:{one.where.line}" if one.where else ""
        if (key := (where, one.type, one.message)) not in seen:
            seen.add(key)
            yield one


def _errors(log: Log) -> Iterator[Fault]:
    """Errors in whatever form."""
    for index in log.at("error: ", "error[", "error ", "Error: ", ": error", "rror:"):
        line = log[index]
        if match := _COLON.match(line):
            yield from _colon(log, index, match)
        elif match := _DASH.match(line) or _PAREN.match(line):
            yield _pointed(log, index, match[1], match[2], match[3], match[4] or "", match[5])
    for index in log.at(".java:[", ".kt:[", ".kt", ".scala:"):
        if (match := _MAVEN.match(log[index])) and log.marked(index, "ERROR"):
            yield _pointed(log, index, match[1], match[2], match[3], "", match[4])
        elif (scala := _SCALA.match(log[index])) and log.marked(index, "[error]"):
            yield _pointed(log, index, scala[1], scala[2], scala[3], "", scala[4])
    for index in log.at("e: "):
        if match := _KOTLIN.match(log[index]):
            yield _pointed(log, index, match[1], match[2] or match[4], match[3] or match[5], "", match[6])
    for index in log.at(".go:"):
        match = _GO.match(log[index])
        if match and not _LINTED.search(match[4]) and not match[4].startswith(("warning", "Error")):
            yield _pointed(log, index, match[1], match[2], match[3], "", match[4])
    yield from _bundled(log)


def _colon(log: Log, index: int, match: re.Match[str]) -> Iterator[Fault]:
    """`file:line: error: text`; where the text is empty it stands on the next line (GHC)."""
    message = match[5] or log[index + 1].strip()
    if message.startswith(("-[", "XCT", 'in "')) or " : XCT" in message:
        return
    tail = _TAIL_ID.search(message)
    kind = match[4] or (tail[1].removeprefix("-Werror=") if tail else "")
    yield _pointed(log, index, match[1], match[2], match[3], kind, message[: tail.start()] if tail else message)


def _pointed(log: Log, index: int, file: str, line: str, column: str | None, id_: str, message: str) -> Fault:
    """A compiler's error; the drawing of the source below it belongs to it."""
    tool = _LANGUAGES.get(file.rpartition(".")[2], "compiler")
    place = Place(file=file, line=int(line[:9]), column=int((column or "0")[:9]), in_app=own_file(file))
    last = index
    while (
        last + 1 < len(log) and last - index < 12 and log[last + 1].startswith(("  ", "\t")) and log[last + 1].strip()
    ):
        last += 1
    kind = FaultKind.LINT if tool in {"mypy", "shellcheck"} else FaultKind.COMPILER
    return fault(tool, kind, (index, last, index), type=id_, message=message, where=place)


def _bundled(log: Log) -> Iterator[Fault]:
    """Errors of TypeScript inside a bundler's output: the place above, the id in the next lines."""
    for index in log.at("ERROR in "):
        match = _BUNDLED.match(log[index])
        for below in range(index, index + 3):
            told = _TS.match(log[below]) if below > index else None
            if match and told:
                yield _pointed(log, below, match[1], match[2], match[3], told[1], told[2])


RECOGNISER = Recogniser(CUES, find)
