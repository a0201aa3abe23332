"""Failures in logs of CI runs: a file is one run, which passed, or failed for one reason."""

import re
from collections.abc import Callable, Iterator
from hashlib import blake2b

from msgspec import Struct

from console.analysis.catalogue.material import Source
from console.analysis.faults import recognise
from console.analysis.fingerprint import of_text
from console.analysis.rootcause import Baseline, find
from console.model.cluster import Found, Key, Passed
from console.text.clean import clean_bytes
from console.text.mask import template
from console.text.redact import redact
from console.text.timestamps import TimeReader

SOURCE = "dig"
BEGINNING = 2 << 20
END = 14 << 20
LOOK = 64 * 1024
TAIL_LINES = 60
SURE = 0.5
TESTS = 50
SUMMARY = 1000
EVIDENCE = 60

_CUES = (
    b"##[group]", b"##[section]", b"::group::", b"travis_fold:", b"travis_time:", b"section_start:",
    b"Running with gitlab-runner", b"[taskcluster ", b"Started by ", b"Current runner version:", b"build-agent version",
    b"Build Agent information", b"Using worker: ", b"[Pipeline] ", b"~~~ Preparing ", b"mozharness",
)  # fmt: skip
_PASSED = re.compile(
    r"exit(?:ed with|ed with code| code:?| status:?) 0\b|Job succeeded|Finished: SUCCESS|Result: SUCCEEDED"
)
_FAILED = re.compile(
    r"Process completed with exit code [1-9]|exited with (?:code )?[1-9]|Finished: (?:FAILURE|ABORTED|UNSTABLE)"
    r"|ERROR: Job failed|Unsuccessful task run|##\[error\]|Result: FAILED|The operation was canceled"
)
_REVISION = re.compile(r"HEAD is now at ([0-9a-f]{7,40})\b")
_DIGITS = re.compile(r"[0-9a-f]*[0-9][0-9a-f]*")


class Ending(Struct, frozen=True):
    """Whether a run says that it failed, and the line that says so; None when it says nothing."""

    failed: bool | None
    line: str = ""


class Told(Struct, frozen=True):
    """Why a run failed."""

    summary: str
    fingerprint: str
    evidence: tuple[str, ...]


class Run(Struct, frozen=True):
    """What a run's log tells: a failure with the words for its key, that the job passed, or nothing."""

    found: Found | None = None
    key: Key | None = None
    passed: Passed | None = None


def is_run(head: bytes) -> bool:
    """Whether a file that begins like this is the log of one run."""
    return any(cue in head for cue in _CUES)


def job_of(path: str) -> str:
    """The job a log belongs to: its folder and name, without what differs from run to run."""
    folder, _, name = path.rpartition("/")
    name = name.removesuffix(".gz").rpartition(".")[0] or name
    parts = [_DIGITS.sub("", part).strip("-_. ") for part in (folder.rpartition("/")[2], name)]
    return "/".join(part for part in parts if part)


class Runs:
    """Reads logs of runs, in the order in which they ran; `baseline` gives what passing runs of a job printed."""

    def __init__(self, baseline: Callable[[str], bytes]) -> None:
        self._stored = baseline
        self._baselines: dict[str, bytes] = {}
        self._times = TimeReader()

    def read(self, path: str, source: Source, changed: float) -> Run:
        """What the log at a path tells; `changed` (seconds since the epoch) dates one without times."""
        digest, raw = _content(source)
        lines = redact([clean_bytes(line) for line in raw])
        job, time = job_of(path), self._time(raw, changed)
        passing = self._baseline(job)
        root = find(lines, Baseline.load(passing) if passing else None)
        end = ending(lines)
        if root is not None and (end.failed or (end.failed is None and root.confidence >= SURE)):
            told = Told(root.summary, root.fingerprint, tuple(lines[number - 1] for number in root.lines))
        elif end.failed:
            told = Told(end.line, of_text(end.line), tuple(lines[-TAIL_LINES:]))
        elif end.failed is None:
            return Run()
        else:
            data = self._baselines[job] = Baseline.of(lines).dump()
            return Run(passed=Passed(job=job, branch="", time=time, baseline=data))
        return _failure(path, digest, lines, told, time)

    def _baseline(self, job: str) -> bytes:
        if job not in self._baselines:
            self._baselines[job] = self._stored(job)
        return self._baselines[job]

    def _time(self, raw: list[bytes], changed: float) -> float:
        """The last time that the beginning of the log names."""
        stamps = (self._times.find(line, changed) for line in raw[:200] if line)
        return next((stamp.time for stamp in stamps if stamp is not None), changed)


def ending(lines: list[str]) -> Ending:
    """What a run says of itself near its end."""
    for line in reversed(lines[-TAIL_LINES:]):
        if _FAILED.search(line):
            return Ending(True, line)
        if _PASSED.search(line):
            return Ending(False, line)
    return Ending(None)


def _failure(path: str, digest: str, lines: list[str], told: Told, time: float) -> Run:
    title = template(told.summary)
    key = Key(fingerprint=told.fingerprint, why=f"the same root cause: {title}", title=title)
    revision = next((match[1] for match in map(_REVISION.search, lines) if match), "")
    found = Found(
        digest=digest,
        fingerprint=told.fingerprint,
        time=time,
        summary=told.summary[:SUMMARY],
        source=SOURCE,
        origin=path,
        job=job_of(path),
        commit=revision,
        evidence=tuple(line[:SUMMARY] for line in told.evidence[:EVIDENCE]),
        tests=tuple(test.name for test in recognise(lines).tests[:TESTS]),
    )
    return Run(found=found, key=key)


def _content(source: Source) -> tuple[str, list[bytes]]:
    """The digest of everything, and the lines of the beginning and the end."""
    digest = blake2b(digest_size=16)
    beginning, end = bytearray(), bytearray()
    for _, block in source.blocks(0):
        digest.update(block)
        room = max(BEGINNING - len(beginning), 0)
        beginning += block[:room]
        end += block[room:]
        if len(end) > 2 * END:
            del end[: len(end) - END]
    return digest.hexdigest(), list(_lines(bytes(beginning), bytes(end[-END:])))


def _lines(beginning: bytes, end: bytes) -> Iterator[bytes]:
    yield from (beginning + end).removesuffix(b"\n").split(b"\n")
