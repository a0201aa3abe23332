"""One failed command with what it printed: what every method of suggesting looks at."""

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from console.analysis.fixes.parsing import parse
from console.analysis.fixes.shell import Line, Segment
from console.analysis.fixes.surroundings import Surroundings
from console.text.clean import clean
from console.text.redact import redact

HEAD, TAIL, WIDTH = 32 * 1024, 96 * 1024, 2048


class Case(Struct, frozen=True, dict=True):
    """A command line, its output as clean lines, and what is around it. The line may be empty.

    In a `log` other commands went well before this one failed, and printed much of their own.
    """

    line: Line
    lines: tuple[str, ...]
    here: Surroundings
    log: bool = False

    @cached_property
    def output(self) -> str:
        """The output as one text."""
        return "\n".join(self.lines)

    @cached_property
    def data(self) -> bytes:
        """The output as RE2 likes it."""
        return self.output.encode("utf-8", "replace")

    def segments(self, tools: tuple[str, ...] = ()) -> Iterator[Segment]:
        """The segments that run one of `tools`; all of them when none is named."""
        for segment in self.line.segments:
            if not tools or segment.program in tools:
                yield segment

    def around(self, place: int) -> str:
        """The line of output that holds the byte at `place`."""
        start = self.data.rfind(b"\n", 0, place) + 1
        end = self.data.find(b"\n", place)
        return self.data[start : end if end >= 0 else None].decode("utf-8", "replace").strip()


def case(command: str, output: str, here: Surroundings, log: bool = False) -> Case:
    """Take a failure up: the output's head and tail, cleaned and redacted, and the command taken apart."""
    if len(output) > HEAD + TAIL:
        output = output[:HEAD].rpartition("\n")[0] + "\n" + output[-TAIL:].partition("\n")[2]
    lines = [clean(line[:WIDTH]) for line in output.replace("\r\n", "\n").split("\n")]
    return Case(parse(command), tuple(redact(lines)), here, log)
