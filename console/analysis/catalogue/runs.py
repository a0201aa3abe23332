"""Failures in logs of CI runs: a file is one run, which passed, or failed for one reason."""

import re
from collections.abc import Callable, Iterator
from hashlib import blake2b

from msgspec import Struct

from console.analysis.catalogue.material import Source
from console.analysis.faults import recognise
from console.analysis.rootcause import Baseline, find
from console.model.cluster import Found, Key, Passed
from console.model.failure import RootCause
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


class Run(Struct, frozen=True):
    """What a run's log tells: a failure with the words for its key, or that the job passed."""

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
        if root is None or not failed(lines, root):
            data = Baseline.of(lines).dump()
            self._baselines[job] = data
            return Run(passed=Passed(job=job, branch="", time=time, baseline=data))
        return self._failure(path, digest, lines, root, time)

    def _failure(self, path: str, digest: str, lines: list[str], root: RootCause, time: float) -> Run:
        title = template(root.summary)
        key = Key(fingerprint=root.fingerprint, why=f"the same root cause: {title}", title=title)
        revision = next((match[1] for match in map(_REVISION.search, lines) if match), "")
        return Run(
            found=Found(
                digest=digest,
                fingerprint=root.fingerprint,
                time=time,
                summary=root.summary[:SUMMARY],
                source=SOURCE,
                origin=path,
                job=job_of(path),
                commit=revision,
                evidence=tuple(lines[number - 1][:SUMMARY] for number in root.lines[:EVIDENCE]),
                tests=tuple(test.name for test in recognise(lines).tests[:TESTS]),
            ),
            key=key,
        )

    def _baseline(self, job: str) -> bytes:
        if job not in self._baselines:
            self._baselines[job] = self._stored(job)
        return self._baselines[job]

    def _time(self, raw: list[bytes], changed: float) -> float:
        """The last time that the beginning of the log names."""
        stamps = (self._times.find(line, changed) for line in raw[:200] if line)
        return next((stamp.time for stamp in stamps if stamp is not None), changed)


def failed(lines: list[str], root: RootCause) -> bool:
    """Whether a run failed: it says so near its end, else its root cause is convincing."""
    for line in reversed(lines[-TAIL_LINES:]):
        if _FAILED.search(line):
            return True
        if _PASSED.search(line):
            return False
    return root.confidence >= SURE


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
