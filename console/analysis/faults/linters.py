"""Linters and formatters: ruff, flake8, pylint, eslint and stylelint, rubocop, golangci-lint, shellcheck, black."""

from collections.abc import Iterator

from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, fault
from console.model.failure import Fault, FaultKind, Place
from console.text.late import Late

CUES = (
    ".py:", ".pyi:", "error  ", "  error ", ".go:", ".rb:", ".sh:", "would reformat ", "Would reformat: ", " -->",
    "--> ",
    "error\t", "✖ ", ".ipynb:", "[warn] ",
)  # fmt: skip
_CODE = Late(r"(\S[^:]*+):(?:cell \d++:)?(\d++):(?:(\d++):)? ([A-Z]{1,7}\d{2,5}|[CRWEF])(?: \[\*\])?:? (.*)$")
_RUFF_HEAD = Late(r"([A-Z]{1,5}\d{3,5}|[a-z]++(?:-[a-z]++)++)(?: \[\*\])? (\S.*)$")
_RUFF_ARROW = Late(r"\s*+--> (\S[^:]*+):(\d++):(\d++)$")
_ESLINT = Late(r"\s++(\d++):(\d++)\s++(?:✖ +)?error\s++(\S.*?)(?:\s{2,}(\S++))?\s*+$")
_PYLINT_SYMBOL = Late(r" \(([a-z-]++)\)$")
_GOLANGCI = Late(r"([\w./@-]+\.go):(\d++):(?:(\d++):)? (.*) \(([a-z][\w-]*+)\)$")
_RUBOCOP = Late(
    r"(\S+\.(?:rb|rake|gemspec)|Gemfile"
    r"|Rakefile):(\d++):(\d++): ([CWEF]): (?:\[[\w ]++\] )?(?:([A-Z]\w++/\w++): )?(.*)$"
)
_SHELLCHECK = Late(r"(\S[^:]*+):(\d++):(\d++): (?:error|warning|note|info|style): (.*) \[(SC\d++)\]$")
_FORMAT = Late(r"(?:would reformat|Would reformat:) (\S.*)$")
_ABOVE = 400


def find(log: Log) -> Iterator[Found]:
    """Every complaint with its rule and place."""
    yield from _codes(log)
    yield from _eslint(log)
    for index in log.at(".go:", ".rb:", ".sh:"):
        line = log[index]
        if match := _GOLANGCI.match(line):
            yield _complaint("golangci-lint", index, (match[1], match[2], match[3]), match[5], match[4])
        elif match := _RUBOCOP.match(line):
            yield _complaint("rubocop", index, (match[1], match[2], match[3]), match[5] or match[4], match[6])
        elif match := _SHELLCHECK.match(line):
            yield _complaint("shellcheck", index, (match[1], match[2], match[3]), match[5], match[4])
    for index in log.at("would reformat ", "Would reformat: "):
        if match := _FORMAT.match(log[index]):
            tool = "black" if log[index].startswith("w") else "ruff"
            yield _complaint(tool, index, (match[1], "0", "0"), "format", log[index])


def _codes(log: Log) -> Iterator[Fault]:
    """Linters of Python, in one line each or, ruff's newer form, in a paragraph."""
    for index in log.at(".py:", ".pyi:", ".ipynb:"):
        if match := _CODE.match(log[index]):
            symbol = _PYLINT_SYMBOL.search(match[5])
            tool = "pylint" if symbol else "ruff"
            yield _complaint(tool, index, (match[1], match[2], match[3]), match[4], match[5])
    for index in log.at("--> "):
        arrow, head = _RUFF_ARROW.match(log[index]), _RUFF_HEAD.match(log[index - 1])
        if arrow and head:
            yield _complaint("ruff", index - 1, (arrow[1], arrow[2], arrow[3]), head[1], head[2], index)


def _eslint(log: Log) -> Iterator[Fault]:
    """Eslint and stylelint: the file stands above its complaints."""
    for index in log.at("error  ", "  error "):
        match = _ESLINT.match(log[index])
        if match is None:
            continue
        file = next((log[up].strip() for up in range(index - 1, max(index - _ABOVE, -1), -1) if _is_file(log[up])), "")
        rule = match[4] or "parsing"
        yield _complaint("eslint", index, (file, match[1], match[2]), rule, match[3])


def _is_file(line: str) -> bool:
    """Whether a line is the path above a list of complaints."""
    return bool(line) and line[0] != " " and ("/" in line or "." in line) and " " not in line.strip()


def _complaint(
    tool: str, index: int, place: tuple[str, str, str | None], rule: str, message: str, last: int = 0
) -> Fault:
    """One complaint; `place` is file, line and column as printed."""
    where = Place(file=place[0], line=int(place[1][:9]), column=int((place[2] or "0")[:9]))
    return fault(tool, FaultKind.LINT, (index, max(index, last), index), type=rule, message=message, where=where)


RECOGNISER = Recogniser(CUES, find)
