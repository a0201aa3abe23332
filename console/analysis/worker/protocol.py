"""What engine and worker say to each other: one msgpack message a frame, a frame's length in four bytes before it."""

import struct

import msgspec
from msgspec import Struct

from console.analysis.causes.profile import Cause, Profile
from console.model.failure import RootCause, Suggestion, Tally, Verdict

LENGTH = struct.Struct(">I")
MOST_BYTES = 64 * 1024 * 1024

GAP = "..."
"""Stands in evidence for lines that were left out."""


class Study(Struct, frozen=True, kw_only=True, tag=True):
    """Study one cluster: what it is, where it began, what may mend it, what it resembles.

    `title` is its masked headline, `lines` its best example: clean, redacted, as much of the output as is known.
    `command` is the command line that failed, empty when it is not known. `baseline` is the dump of the last passing
    run of the same job, empty without one. `project` is the folder to look for files in, empty to look nowhere. `basis`
    tells that the lines below the first are the evidence that `Examine` found, and what it compared.
    """

    cluster: int
    title: str
    lines: tuple[str, ...]
    command: str = ""
    baseline: bytes = b""
    project: str = ""
    basis: str = ""
    k: int = 3
    floor: float = 0.3


class Examine(Struct, frozen=True, kw_only=True, tag=True):
    """Find where a failed run began to fail. `paths` are the files of its output in order, none of them redacted.

    `baseline` is the dump of the last passing run of the same job, empty without one. At most `limit` characters of
    evidence are wanted.
    """

    paths: tuple[str, ...]
    baseline: bytes = b""
    limit: int = 16_384


class Learn(Struct, frozen=True, kw_only=True, tag=True):
    """Learn what a passing run printed; `baseline` is what the one before did, empty for the first."""

    paths: tuple[str, ...]
    baseline: bytes = b""


class Nearest(Struct, frozen=True, kw_only=True, tag=True):
    """Find at most `k` clusters like a clean text, with a likeness of at least `floor`."""

    text: str
    k: int = 5
    floor: float = 0.3


class FindCauses(Struct, frozen=True, kw_only=True, tag=True):
    """Find causes among clusters; `watched` is how many minutes were looked at, 0 for the time they span."""

    profiles: tuple[Profile, ...]
    watched: int = 0


class Load(Struct, frozen=True, tag=True):
    """Remember vectors by cluster; those of known clusters are replaced."""

    entries: tuple[tuple[int, bytes], ...]


class Forget(Struct, frozen=True, tag=True):
    """Forget the vectors of some clusters."""

    clusters: tuple[int, ...]


class Studied(Struct, frozen=True, kw_only=True, tag=True):
    """What a study found. `vector` is to be stored and is remembered already; `root` is None where nothing was found.

    `neighbours` are other clusters with their likeness, best first.
    """

    cluster: int
    verdict: Verdict
    suggestions: tuple[Suggestion, ...]
    root: RootCause | None
    vector: bytes
    neighbours: tuple[tuple[int, float], ...]


class Examined(Struct, frozen=True, kw_only=True, tag=True):
    """Where a run began to fail: `lines` are the evidence, redacted; empty where nothing was found.

    `line` is the number of the first of them in the output, `basis` says what it was compared with. `tally` is what its
    test runs say of themselves, `doubts` what speaks against a run that ended well. `asserted` tells that a test judged
    the code, though the verdict is of what may pass by itself.
    """

    lines: tuple[str, ...] = ()
    line: int = 0
    summary: str = ""
    basis: str = ""
    tests: tuple[str, ...] = ()
    verdict: Verdict | None = None
    tally: Tally | None = None
    doubts: tuple[str, ...] = ()
    asserted: bool = False


class Learned(Struct, frozen=True, tag=True):
    """What a run that passed printed: the dump of a baseline, to be kept for the next run.

    `failed` are tests it tells of that failed all the same; then `baseline` is empty, for such a run is no measure.
    `tally` is what its test runs say of themselves, `doubts` what else speaks against it.
    """

    baseline: bytes
    failed: tuple[str, ...] = ()
    tally: Tally | None = None
    doubts: tuple[str, ...] = ()


class Nearby(Struct, frozen=True, tag=True):
    """Clusters with their likeness, best first."""

    neighbours: tuple[tuple[int, float], ...]


class FoundCauses(Struct, frozen=True, tag=True):
    """The causes among the clusters that were asked about."""

    causes: tuple[Cause, ...]


class Done(Struct, frozen=True, tag=True):
    """It was done; `remembered` vectors are searchable now."""

    remembered: int


class Refused(Struct, frozen=True, tag=True):
    """It could not be answered; the worker lives on."""

    reason: str


Request = Study | Examine | Learn | Nearest | FindCauses | Load | Forget
Answer = Studied | Examined | Learned | Nearby | FoundCauses | Done | Refused


class Asked(Struct, frozen=True):
    """A request with its number."""

    number: int
    request: Request


class Answered(Struct, frozen=True):
    """The answer to the request of the same number."""

    number: int
    answer: Answer


class ProtocolError(ValueError):
    """What came is no frame of ours, or one that is too long."""


_ENCODER = msgspec.msgpack.Encoder()
_ASKED = msgspec.msgpack.Decoder(Asked)
_ANSWERED = msgspec.msgpack.Decoder(Answered)


def frame(message: Asked | Answered) -> bytes:
    """A message ready to be sent. Raises ProtocolError when it is longer than `MOST_BYTES`."""
    body = _ENCODER.encode(message)
    if len(body) > MOST_BYTES:
        raise ProtocolError(f"a message of {len(body)} bytes is too long for the analysis worker")
    return LENGTH.pack(len(body)) + body


def length(head: bytes) -> int:
    """How long the message behind four bytes is. Raises ProtocolError when it is too long."""
    size = int(LENGTH.unpack(head)[0])
    if size > MOST_BYTES:
        raise ProtocolError(f"a message of {size} bytes is announced, which is too long")
    return size


def asked(body: bytes) -> Asked:
    """Read a request. Raises ProtocolError."""
    try:
        return _ASKED.decode(body)
    except msgspec.MsgspecError as error:
        raise ProtocolError(f"the request is not understood: {error}") from error


def answered(body: bytes) -> Answered:
    """Read an answer. Raises ProtocolError."""
    try:
        return _ANSWERED.decode(body)
    except msgspec.MsgspecError as error:
        raise ProtocolError(f"the answer is not understood: {error}") from error
