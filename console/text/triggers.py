"""Finds the lines of a block that may be more than information, without looking at lines one by one.

Hyperscan searches all patterns at once over the whole block; google-re2 finds the same lines, slower, where hyperscan
has no build. A line without a trigger is information by definition, so both agree on every line.
"""

from collections.abc import Callable, Iterable

from msgspec import Struct

NOTED = (
    r"Traceback \(most recent call last\)",
    r"Caused by: ",
    r"Suppressed: ",
    r"(?:\t|  )at [\w$.<(/]",
    r"\.\.\. \d+ (?:more|common frames)",
    r"goroutine \d+ \[",
    r"^(?:[a-z_$][\w$]*\.)+[A-Z][\w$]*(?:Error|Exception|Throwable|Failure)",
    r"^(?:[A-Z]\w*)?(?:Error|Exception)(?::|\r?$)",
    r"^PRIORITY=[0-4]",
    r"panicked at ",
    r"panic: ",
    r"fatal error: ",
    r"SIG[A-Z]+: ",
    r"(?i)killed process|out of memory|oom-kill|oom killer|oomkilled",
    r"(?i)segfault|segmentation fault|core dumped|kernel panic",
    r"(?i)assertion ",
    r"\bFAIL(?:ED)?\b",
    r"not ok ",
    r"::\S+ ERROR|ERROR: +test|\.\.\. ERROR|<<< ERROR",
    r"-UNEXPECTED-",
    r"PROCESS-CRASH|MOZ_CRASH|Sanitizer: ",
    r"\*\*\*",
    r"\xe2\x9c[\x95\x97\x98] ",
)
WORDS = (
    "error", "fail", "fatal", "panic", "exception", "traceback", "warn", "crit", "emerg", "alert", "severe",
    "debug", "dbug", "trace", "verbose", "notice", "no space left", "permission denied", "refused", "timed out",
    "abort", "unable to", "could not", "deprecat", "eror", "unhandled", "uncaught", "stack overflow", "unreachable",
    "corrupt",
)  # fmt: skip
PATTERNS = (
    r"(?i)\b(?:err|wrn|ftl|crt|trc|dbg|silly|finer?|finest|oom killer|npm err)\b",
    r"(?i)\"(?:level|severity|lvl|levelname|log_?level|log\.level|@l|priority|severity_?text)\" ?: ?\"?"
    r"(?:[0-57]|10|20|40|50|60|100|250|[3-8]00|550)\b",
    r"^PRIORITY=[0-57]",
    r"^<\d{1,3}>",
    r"\" [45]\d\d ",
    r"^[WEFD]\d{4}(?:\d{4})? \d\d:\d\d:\d\d",
    r"^\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,6} [ \d]{0,24}[VDWEFA][ /]",
    r"^[VDWEFA]/[\w./$-]+ ?\(",
)


class Triggered(Struct, frozen=True):
    """Where triggers were found: ascending offsets inside lines or just behind their text, some lines repeatedly.

    `noted` are the starts of lines that may carry a mark of their own or continue a record.
    """

    ends: list[int]
    noted: frozenset[int]


Trigger = Callable[[bytes], Triggered]


def _patterns() -> list[tuple[str, bool]]:
    """All patterns with whether letter case counts; those that note lines first."""
    words = [(word, False) for word in WORDS]
    return [
        *((p.removeprefix("(?i)"), not p.startswith("(?i)")) for p in NOTED),
        *words,
        *((p.removeprefix("(?i)"), not p.startswith("(?i)")) for p in PATTERNS),
    ]


def _starts(block: bytes, ends: Iterable[int]) -> frozenset[int]:
    """The starts of the lines in which matches end."""
    return frozenset(block.rfind(b"\n", 0, end - 1) + 1 for end in ends)


def hyperscan_trigger() -> Trigger:
    """A trigger on hyperscan. Raises ImportError where it is not installed or the processor lacks what it needs."""
    import hyperscan

    patterns = _patterns()
    base = hyperscan.HS_FLAG_MULTILINE
    flags = [base if case else base | hyperscan.HS_FLAG_CASELESS for _, case in patterns]
    database = hyperscan.Database()
    try:
        database.compile(
            expressions=[p.encode("latin-1") for p, _ in patterns], ids=list(range(len(patterns))), flags=flags
        )
    except hyperscan.error as error:
        raise ImportError("hyperscan cannot be used on this processor") from error
    boundary = len(NOTED)

    def trigger(block: bytes) -> Triggered:
        ends: list[int] = []
        continues: list[int] = []
        add, add_continues = ends.append, continues.append

        def hit(pattern: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add(end)
            if pattern < boundary:
                add_continues(end)

        database.scan(block, match_event_handler=hit)
        return Triggered(ends, _starts(block, continues) if continues else frozenset())

    return trigger


def re2_trigger() -> Trigger:
    """A trigger on google-re2: the same lines, slower."""
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    patterns = _patterns()
    lines = re2.compile(_line_pattern(patterns), options)
    continues = re2.compile(_line_pattern(patterns[: len(NOTED)]), options)

    def trigger(block: bytes) -> Triggered:
        ends = [match.end() for match in lines.finditer(block)]
        return Triggered(ends, frozenset(match.start() for match in continues.finditer(block)))

    return trigger


def _line_pattern(patterns: list[tuple[str, bool]]) -> bytes:
    """One pattern for whole lines in which any of the patterns matches."""
    wrapped = [(p, p if case else f"(?i:{p})") for p, case in patterns]
    anywhere = "|".join(w for p, w in wrapped if p[0] != "^")
    at_start = "|".join(w.replace("^", "", 1) for p, w in wrapped if p[0] == "^")
    return f"(?m)^(?:{at_start}|[^\\n]*?(?:{anywhere}))[^\\n]*".encode("latin-1")


def best_trigger() -> Trigger:
    """Hyperscan where it can be had, else google-re2."""
    try:
        return hyperscan_trigger()
    except ImportError:
        return re2_trigger()
