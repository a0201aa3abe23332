"""What the lines of a CI log are signs of: the table of facts about tools in `signals.txt`, ready to be asked."""

import re
from functools import cache
from hashlib import blake2b
from pathlib import Path

from console.analysis.rootcause.signs import BY_NAME
from console.text.mask import template

REACH = 600
_TABLE = Path(__file__).with_name("signals.txt")
_MEMORY = 64 << 20
_BEGINS = re.compile(r"(\(\?i\)|)\^")
_SKIPS = re.compile(r"\.[*{]")


class Signals:
    """Patterns with the sign each stands for, as RE2 sets, kept apart by what makes their automata large.

    Those that begin a line, those that skip over anything in between, and the others: a set of two of these kinds
    would have to know all their states at once, and a log is too short to pay for that.
    """

    def __init__(self, patterns: list[tuple[int, str]]) -> None:
        import re2

        options = re2.Options()
        options.log_errors = False
        options.never_capture = True
        options.max_mem = _MEMORY
        anchored = (re2.Set.MatchSet(options), list[int]())
        skipping = (re2.Set.SearchSet(options), list[int]())
        others = (re2.Set.SearchSet(options), list[int]())
        self._sets = (anchored, skipping, others)
        for sign, pattern in patterns:
            begins = _BEGINS.match(pattern)
            known, signs = anchored if begins else skipping if _SKIPS.search(pattern) else others
            known.Add(_BEGINS.sub(r"\1", pattern, count=1).encode() if begins else pattern.encode())
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
