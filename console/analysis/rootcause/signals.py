"""What the lines of a CI log are signs of: the table of facts about tools in `signals.txt`, ready to be asked."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from console.analysis.rootcause.signs import BY_NAME
from console.text.mask import template

REACH = 600
_TABLE = Path(__file__).with_name("signals.txt")
_MEMORY = 64 << 20


class Signals:
    """Patterns with the sign each stands for, as two RE2 sets.

    Those that begin a line are kept apart from those that may stand anywhere: together their automaton would have
    many times the states, and a log is too short to pay for them.
    """

    def __init__(self, patterns: list[tuple[int, str]]) -> None:
        import re2

        options = re2.Options()
        options.log_errors = False
        options.never_capture = True
        options.max_mem = _MEMORY
        self._sets = [(re2.Set.MatchSet(options), list[int]()), (re2.Set.SearchSet(options), list[int]())]
        for sign, pattern in patterns:
            known, signs = self._sets[not pattern.startswith("^")]
            known.Add(pattern.removeprefix("^").encode())
            signs.append(sign)
        for known, _ in self._sets:
            known.Compile()

    def of(self, text: str) -> int:
        """All signs of a line, of which no more than `REACH` characters are looked at."""
        found = 0
        line = text[:REACH].encode("utf-8", "replace")
        for known, signs in self._sets:
            for number in known.Match(line) or ():
                found |= signs[number]
        return found


def table(text: str) -> list[tuple[int, str]]:
    """The patterns of a table: `[SIGN] meaning` heads those that follow, `#` begins a remark.

    Raises KeyError for an unknown sign.
    """
    patterns: list[tuple[int, str]] = []
    sign = 0
    for line in text.splitlines():
        if line.startswith("[") and (name := line[1:].partition("] ")[0]).isupper():
            sign = BY_NAME[name]
        elif line and not line.startswith("# "):
            patterns.append((sign, line))
    return patterns


@cache
def fingerprint() -> bytes:
    """Eight bytes that change with the built-in table and with the masks: only what was made with both compares."""
    probe = template("at 12:30 build 7 of /srv/app-3 took 1.5s, see 'x' on 10.0.0.1 (0x7f, 3f786850e3)")
    return blake2b(_TABLE.read_bytes() + probe.encode(), digest_size=8).digest()


@cache
def signals() -> Signals:
    """The built-in table, compiled once, when the first log comes."""
    return Signals(table(_TABLE.read_text("utf-8")))
