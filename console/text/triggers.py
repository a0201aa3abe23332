"""Finds the lines of a block that may be more than information, without looking at lines one by one.

Hyperscan searches all patterns at once over the whole block; google-re2 gives the same lines where hyperscan has no
build. A line without a trigger is information by definition, so both agree on every line.
"""

from collections.abc import Callable

WORDS = (
    "error", "fail", "fatal", "panic", "exception", "traceback", "warn", "crit", "emerg", "alert", "severe", "segfault",
    "segmentation", "debug", "dbug", "trace", "verbose", "fine", "notice", "killed", "out of memory", "oom", "core dump",
    "no space left", "denied", "refused", "timed out", "timeout", "abort", "assert", "unable to", "could not", "cannot",
    "deprecat", "not ok ", "npm err", "eror", "goroutine ", "unexpected", "fault", "unhandled", "uncaught", "stack overflow",
    "unreachable", "corrupt", "leak", "***",
)  # fmt: skip
PATTERNS = (
    r'"(?:level|severity|lvl)" ?: ?"?\d',
    r'"priority" ?: ?"?[0-7]',
    r'^<\d{1,3}>',
    r'" [45]\d\d ',
    r'^[WEFD]\d{4} \d\d:',
    r'^[WEFD]\d{8} \d\d:',
    r' [VDWEFA] [\w./$-]+ ?(?:\( ?\d+\))?: ',
    r'\berr\b',
    r'\be/[\w./$-]+ ?\(',
    r'\bw/[\w./$-]+ ?\(',
    r'[\[( ]dbg\b',
)  # fmt: skip
Trigger = Callable[[bytes], list[tuple[int, int]]]


def _escape(word: str) -> str:
    """The word as a pattern; the words hold no other signs than asterisks and blanks."""
    return word.replace("*", r"\*")


def hyperscan_trigger() -> Trigger:
    """A trigger on hyperscan. Raises ImportError where it is not installed or the processor lacks what it needs."""
    import hyperscan

    expressions = [p.encode() for p in (*map(_escape, WORDS), *PATTERNS)]
    flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_MULTILINE
    database = hyperscan.Database()
    try:
        database.compile(expressions=expressions, ids=list(range(len(expressions))), flags=[flags] * len(expressions))
    except hyperscan.error as error:
        raise ImportError("hyperscan cannot be used on this processor") from error

    def lines(block: bytes) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        last = 0

        def hit(_pattern: int, _start: int, end: int, _flags: int, _context: object) -> None:
            nonlocal last
            if end > last:
                last = block.find(b"\n", end - 1) + 1 or len(block)
                found.append((block.rfind(b"\n", 0, end - 1) + 1, last))

        database.scan(block, match_event_handler=hit)
        return found

    return lines


def re2_trigger() -> Trigger:
    """A trigger on google-re2: the same lines, slower."""
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    anywhere = "|".join((*map(_escape, WORDS), *(p for p in PATTERNS if p[0] != "^")))
    at_start = "|".join(p[1:] for p in PATTERNS if p[0] == "^")
    pattern = re2.compile(f"(?im)^(?:.*?(?:{anywhere})|{at_start})[^\\n]*\\n?", options)
    return lambda block: [match.span() for match in pattern.finditer(block)]


def best_trigger() -> Trigger:
    """Hyperscan where it can be had, else google-re2."""
    try:
        return hyperscan_trigger()
    except ImportError:
        return re2_trigger()
