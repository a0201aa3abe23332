"""PHP: PHPUnit, Pest, uncaught exceptions and parse errors."""

from collections.abc import Iterator

from console.analysis.faults.inapp import own_file
from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, failed, fault
from console.model.failure import FaultKind, Place, Tally
from console.text.late import Late

CUES = ("::", "FAILED  ", "PHP Fatal error: ", "PHP Parse error: ", "Fatal error: ", "Assertions: ", "⨯ ")
_ITEM = Late(r"\d++\) ((?:\w++\\)*+\w++::\w++)(?: with data set (#\d++|\"(?:[^\"\\]|\\.)*+\"|@\S++))?(?: \(|$)")
_HEADING = Late(
    r"There (?:was|were) \d++ (error|failure|warning|risky test|skipped test|incomplete test|notice|deprecation)"
)
_CLASS = Late(r"((?:\w++\\)*+[A-Z]\w*+): (.*)$")
_PLACE = Late(r"(/\S++|[A-Za-z]:\\\S++):(\d++)$")
_PEST = Late(r"\s++FAILED  (\S.* > .*?)(?:\s{2,}.*)?$")
_FATAL = Late(
    r"(?:PHP )?(?:Fatal|Parse) error: ++(?:Uncaught ((?:\w++\\)*+\w++): )?(.*) in (\S+?)(?: on line |:)(\d++)"
)
_COUNTS = Late(r"Tests: (\d++), Assertions: \d++")
_COUNT = Late(r"(Errors|Failures|Skipped|Incomplete): (\d++)")


def find(log: Log) -> Iterator[Found]:
    """Failed tests, exceptions, totals."""
    failing = False
    for index in sorted({*log.at("::"), *log.at("There was ", "There were ")}):
        if heading := _HEADING.match(log[index]):
            failing = heading[1] in {"error", "failure"}
        elif failing and (match := _ITEM.match(log[index])):
            name = f"{match[1]} with data set {match[2]}" if match[2] else match[1]
            yield failed(name, "phpunit", index, log[index + 1])
            yield from _exception(log, index + 1)
    for index in log.at("FAILED  "):
        if match := _PEST.match(log[index]):
            yield failed(match[1], "pest", index, log[index + 1])
    for index in log.at("Fatal error: ", "PHP Parse error: "):
        if match := _FATAL.match(log[index]):
            place = Place(file=match[3], line=int(match[4][:9]), in_app=own_file(match[3]))
            kind = match[1] or ("ParseError" if "Parse" in match[0][:12] else "")
            yield fault("php", FaultKind.EXCEPTION, (index, index, index), type=kind, message=match[2], where=place)
    for index in log.at("Assertions: "):
        if match := _COUNTS.match(log[index]):
            counts = {word: int(n[:9]) for word, n in _COUNT.findall(log[index])}
            missed = sum(counts.values())
            yield Tally(
                framework="phpunit", line=index + 1, passed=max(int(match[1][:9]) - missed, 0),
                failed=counts.get("Failures", 0), errors=counts.get("Errors", 0), skipped=counts.get("Skipped", 0),
            )  # fmt: skip


def _exception(log: Log, index: int) -> Iterator[Found]:
    """The exception below the name of a test, with its places, innermost first as printed."""
    match = _CLASS.match(log[index])
    if match is None:
        return
    places: list[Place] = []
    last = index
    for below in range(index + 1, index + 30):
        if not log[below].strip() and places:
            break
        if place := _PLACE.match(log[below]):
            places.append(Place(file=place[1], line=int(place[2][:9]), in_app=own_file(place[1])))
            last = below
    yield fault(
        "php",
        FaultKind.EXCEPTION,
        (index, last, index),
        type=match[1],
        message=match[2],
        frames=tuple(reversed(places)),
    )


RECOGNISER = Recogniser((*CUES, "There was ", "There were "), find)
