"""Maven's surefire and failsafe, from the first versions to the newest; names are `package.Class.method`."""

import re
from collections.abc import Iterator

from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, failed
from console.model.failure import FailedTest, Tally
from console.text.late import Late

CUES = (
    "<<< ",
    "Failed tests:",
    "Tests in error:",
    "Failures: ",
    "Errors: ",
    "Flakes: ",
    "Tests run:",
    "Failures:",
    "Errors:",
)
_TOLD = Late(r"(\S.*?) (?:-- | ?)Time elapsed: [^<]*+<<< (?:FAILURE|ERROR)!")
_OWNED = Late(r"([^()\s](?:[^()]|\([^()]*+\))*)\(((?:[\w$]++\.)*+[\w$]++)\)((?:\[[^\]]*+\])?)$")
_SET = Late(r"Tests run: (\d++), Failures: (\d++), Errors: (\d++)(?:, Skipped: (\d++))?")
_SET_NAME = Late(r"<<< (?:FAILURE|ERROR)!(?: --? ?in ([\w.$]++))?")
_SECTION = Late(r"(?:Failed tests|Tests in error|Failures|Errors): *+(.*)$")
_OLD_ITEM = Late(r"(?: *+)([^()\s][^()]*+)\(((?:\w++\.)+[\w$]++)\)(?::|$| )")
_ITEM = Late(
    r"  ([A-Z]\w*+(?:\$\w++)*+)(?:>\w++)?\."
    r"(?:([^:»>\[(]+(?:\[[^\]]*+\])?)(?::\d++| » |->)|([\w$]++(?:\[[^\]]*+\])?)(?: |$))"
)
_RUN = Late(r" *+Run \d++: ")


def find(log: Log) -> Iterator[Found]:
    """Failed tests: those told one by one, and those only the closing list names; flaky ones are none."""
    flaky = set(_flaky(log))
    told = [test for test in _told(log) if test.name not in flaky]
    yield from told
    known = _tails({test.name for test in told} | flaky)
    for test in _listed(log):
        plain = _plain(test.name)
        if plain not in known and plain.rpartition(".")[0] not in known:
            yield test
    for index in log.at("Tests run:"):
        match = _SET.match(log[index])
        if match and "Time elapsed" not in log[index]:
            ran, failures, errors, skipped = (int((n or "0")[:9]) for n in match.groups())
            yield Tally(
                framework="surefire", line=index + 1, passed=max(ran - failures - errors - skipped, 0),
                failed=failures, errors=errors, skipped=skipped,
            )  # fmt: skip


def _told(log: Log) -> Iterator[FailedTest]:
    """Tests with their time and a mark, each above its stack trace."""
    owner = ""
    for index in log.at("<<< "):
        line = log[index]
        if line.startswith("Tests run:"):
            named = _SET_NAME.search(line)
            owner = (named[1] or "") if named else ""
            continue
        if match := _TOLD.match(line):
            yield failed(full_name(match[1].strip().removesuffix(" --"), owner), "surefire", index, log[index + 1])


def full_name(text: str, owner: str = "") -> str:
    """`method(package.Class)` and a bare method of the class `owner` as `package.Class.method`."""
    if match := _OWNED.match(text):
        method, name, index = match.groups()
        if "." not in name and ("." in method or (owner and owner.rpartition(".")[2] != name)):
            return text if "." in method else f"{owner}.{text}"
        return name if method == name else f"{name}.{method}{index}"
    if owner and "." not in text.partition("(")[0] and text != owner:
        return f"{owner}.{text}"
    return text


def _listed(log: Log) -> Iterator[FailedTest]:
    """The closing list of failures and errors."""
    for index in log.at("Failed tests:", "Tests in error:", "Failures:", "Errors:"):
        match = _SECTION.match(log[index])
        if match is None:
            continue
        if match[1] and (first := _OLD_ITEM.match(match[1])):
            yield failed(full_name(f"{first[1]}({first[2]})"), "surefire", index)
        elif match[1] and (one := _ITEM.match("  " + match[1])):
            yield failed(f"{one[1]}.{one[2] or one[3]}", "surefire", index)
        yield from _items(log, index + 1)


def _items(log: Log, start: int) -> Iterator[FailedTest]:
    """The indented items below a heading, down to the next blank line."""
    for index in range(start, min(start + 5000, len(log))):
        line = log[index]
        if not line.strip() or _SET.match(line) or _SECTION.match(line) or line.startswith("Flakes"):
            return
        if (old := _OLD_ITEM.match(line)) and line.startswith("  "):
            yield failed(full_name(f"{old[1]}({old[2]})"), "surefire", index)
        elif item := _ITEM.match(line):
            yield failed(f"{item[1]}.{item[2] or item[3]}", "surefire", index)


def _tails(names: set[str]) -> set[str]:
    """The names as they are, and with their last two words, or the last one (a class), only."""
    plain = {_plain(name) for name in names}
    return plain | {tail for name in plain for tail in (name.rpartition(".")[2], ".".join(name.split(".")[-2:]))}


def _plain(name: str) -> str:
    """A name without parameters and indexes."""
    return re.split(r"[\[({]", name, maxsplit=1)[0]


def _flaky(log: Log) -> Iterator[str]:
    """Tests that passed when they ran again."""
    for heading in log.at("Flakes: "):
        for index in range(heading + 1, min(heading + 5000, len(log))):
            line = log[index].strip()
            if not line or line == "[INFO]" or line.startswith(("Tests run:", "Flakes: ")):
                break
            if not _RUN.match(line):
                yield full_name(line)


RECOGNISER = Recogniser(CUES, find)
