"""Names of failed tests in pytest's output: its short summary, its progress lines, and the heads of its reports.

A test is named by its node id, `tests/test_x.py::TestA::test_b[param]`, as pytest would be asked to run it. The summary
and the progress lines hold it; older versions print no summary, so that it is made of the report's head and its first
place.
"""

from bisect import bisect_left
from collections.abc import Iterator

from console.analysis.faults.inapp import own_file
from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import failed
from console.model.failure import FailedTest, Place
from console.text.late import Late

CUES = (
    "FAILED ", "ERROR ", " FAILED", " ERROR", "SUBFAIL", "= FAILURES =", "= ERRORS =", "____ ", "rootdir: ",
    " PASSED", "PASSED ",
)  # fmt: skip
_SUMMARY = Late(r"(?:FAILED|ERROR|SUBFAIL(?:ED)?)(?:\([^)]*+\)|\[[^\]]*+\])? (\S.*)$")
_FILE = Late(r"[^\s:]+\.(?:pyx?|rst|txt|md|ya?ml)\b")
_PROGRESS = Late(r"(\S.*) (?:FAILED|ERROR)(?: ++\(.*\))?(?: ++\[ *+\d++%\])?\s*+$")
_WORKER = Late(r"\[gw\d++\] (?:\[ *+\d++%\] )?(FAILED|ERROR|PASSED|RERUN|SKIPPED|XFAIL|XPASS) (\S.*)$")
_NATIVE = Late(r'[ |+]*+File "([^"]++)", line (\d++)')
_ROOT = Late(r"rootdir: ([^\s,]++)")
SECTION = Late(r"={3,} (FAILURES|ERRORS) ={3,}$")
HEADER = Late(r"_{3,} (\S.*?) _{3,}$")
_ERROR_AT = Late(r"ERROR (?:at (?:setup|teardown) of|collecting) ")
LOCATION = Late(r"((?:[A-Za-z]:)?[^\s:][^:]*+):(\d++): ?(?:in (\S.*)|([A-Za-z_][\w.]*+)?.*)$")


def node_id(text: str) -> tuple[str, str]:
    """The node id and the message of what follows `FAILED` in a summary; the id is empty when there is none."""
    if not (match := _FILE.match(text)):
        return "", ""
    rest = text[match.end() :]
    if not rest.startswith("::"):
        return (match[0], rest.removeprefix(" - ")) if not rest or rest.startswith(" - ") else ("", "")
    end = _end_of_id(rest)
    return match[0] + rest[:end].rstrip(), rest[end:].removeprefix(" - ")


def _end_of_id(rest: str) -> int:
    """Where the id ends: behind the bracket that closes its parameters, or before the message."""
    dash = rest.find(" - ")
    bracket = rest.find("[")
    if bracket >= 0 and (dash < 0 or bracket < dash):
        close = rest.find("] - ", bracket)
        return close + 1 if close >= 0 else rest.rfind("]") + 1 or len(rest)
    return dash if dash >= 0 else len(rest)


def summarised(log: Log) -> Iterator[FailedTest]:
    """Tests named by the short summary."""
    for index in log.at("FAILED ", "ERROR ", "SUBFAIL"):
        if match := _SUMMARY.match(log[index]):
            name, message = node_id(match[1])
            if name and ("::" in name or log[index].startswith("ERROR")):
                yield failed(name, "pytest", index, message, Place(file=name.partition("::")[0]))


def progressed(log: Log) -> Iterator[FailedTest]:
    """Tests named by `-v`, by one process or by several workers."""
    for index in log.at(" FAILED", " ERROR", "FAILED "):
        line = log[index]
        if (worker := _WORKER.match(line)) and worker[1] in {"FAILED", "ERROR"}:
            name = node_id(worker[2])[0]
        else:
            match = _PROGRESS.match(line)
            name = node_id(match[1])[0] if match and "::" in match[1] else ""
        if "::" in name:
            yield failed(name, "pytest", index, where=Place(file=name.partition("::")[0]))


def passed_last(log: Log, names: set[str]) -> dict[str, int]:
    """The last line, by number, in which each of the names passed: when all is run again in the same log."""
    found: dict[str, int] = {}
    for index in log.at(" PASSED", "PASSED ") if names else ():
        before, _, after = log[index].partition("PASSED")
        for name in (before.strip(), after.strip()):
            if name in names:
                found[name] = index + 1
    return found


def headed(log: Log, blocks: list[tuple[int, int]], known: set[str]) -> Iterator[FailedTest]:
    """Tests named only by the head of their report; `known` are node ids that were found elsewhere."""
    tails = {tail for name in known for tail in _tails(name)}
    for head, end in blocks:
        match = HEADER.match(log[head])
        title = match[1] if match else ""
        if not title or title.startswith("ERROR collecting"):
            continue
        name = _ERROR_AT.sub("", title)
        stem, bracket, parameters = name.partition("[")
        tail = stem.replace(".", "::") + bracket + parameters
        if tail in tails:
            continue
        place = _first_place(log, head, end)
        yield failed(f"{place.file}::{tail}" if place else tail, "pytest", head, where=place)


def _tails(name: str) -> Iterator[str]:
    """What may stand in the head of a report for a node id: its end from any `::` on."""
    stem, bracket, parameters = name.partition("[")
    words = stem.split("::")[1:]
    yield from ("::".join(words[at:]) + bracket + parameters for at in range(len(words)))


def _first_place(log: Log, head: int, end: int) -> Place | None:
    """The outermost place of a report in the user's own code: that of the test itself, from the run's root."""
    for index in range(head + 1, end):
        match = LOCATION.match(log[index]) or _NATIVE.match(log[index])
        if match and _FILE.fullmatch(match[1]) and own_file(match[1]):
            return Place(file=match[1].removeprefix(_root(log, head)), line=int(match[2][:9]))
    return None


def _root(log: Log, before: int) -> str:
    """The root folder that the run above a line named, with a slash; empty when it named none."""
    told = log.at("rootdir: ")
    match = _ROOT.match(log[told[bisect_left(told, before) - 1]]) if told and told[0] < before else None
    return match[1] + "/" if match else ""


def blocks(log: Log) -> list[tuple[int, int]]:
    """The reports of failures: from each head to the next head or the end of the section."""
    found: list[tuple[int, int]] = []
    heads = [index for index in log.at("____ ") if HEADER.match(log[index])]
    sections = [index for index in log.at("= FAILURES =", "= ERRORS =") if SECTION.match(log[index])]
    for section in sections:
        end = next((index for index in range(section + 1, len(log)) if _ends_section(log[index])), len(log))
        inside = heads[bisect_left(heads, section) : bisect_left(heads, end)]
        found += zip(inside, [*inside[1:], end], strict=False)
    return found


def _ends_section(line: str) -> bool:
    """Whether a line is the heading of another section, or the last line of the run."""
    return line.startswith("=====") and line.rstrip().endswith("==") and " " in line
