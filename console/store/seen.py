"""One sight of a failure, whichever way it came: a live event, or an entry found in old material."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from console.model.cluster import Found
from console.model.event import Draft, Severity
from console.store import codec

EVIDENCE_CHARS = 4000
EXAMPLE_CHARS = 8000


class Seen(Struct, frozen=True, gc=False):
    """A failure of one fingerprint, seen `n` times at `time` (milliseconds since the epoch).

    `title` is the masked line, `lines` the record it was told in where that has several lines. An event has its place
    in `seq`; what was found in old material has a `digest`.
    """

    fingerprint: str
    time: int
    n: int
    severity: int
    text: str
    title: str
    source: str
    origin: str
    lines: str = ""
    seq: int = 0
    job: str = ""
    branch: str = ""
    revision: str = ""
    digest: str = ""
    tests: tuple[str, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether it is an entry of the catalogue, and not only a warning."""
        return self.severity >= Severity.ERROR or bool(self.digest)


def of_draft(draft: Draft, seq: int) -> Seen:
    """What an event tells; `seq` is its place. An event that stands for counted repeats counts them all.

    Of its attributes `title` names a job, `branch` its branch, `tests` the tests that failed in it.
    """
    attrs = draft.attrs
    count, body, origin, samples = attrs.get("count"), attrs.get("body"), attrs.get("file"), attrs.get("samples")
    return Seen(
        fingerprint=draft.fingerprint,
        time=codec.to_ms(draft.time),
        n=count if isinstance(count, int) and count > 0 else 1,
        severity=int(draft.severity),
        text=samples[0] if isinstance(samples, list) and samples else draft.text,
        title=draft.template,
        source=draft.source,
        origin=_shown(origin) if isinstance(origin, str) else draft.source,
        lines=cut(body, EXAMPLE_CHARS) if isinstance(body, str) else "",
        seq=seq,
        job=_word(attrs.get("title")),
        branch=_word(attrs.get("branch")),
        tests=tuple(attrs.get("tests", ())),
    )


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _shown(name: str) -> str:
    """A file name as text; bytes that are not UTF-8 are only for the file system."""
    return name.encode(errors="replace").decode()


def of_found(found: Found) -> Seen:
    """What was found in old material."""
    return Seen(
        fingerprint=found.fingerprint,
        time=codec.to_ms(found.time),
        n=1,
        severity=int(found.severity),
        text=found.summary,
        title=found.summary,
        source=found.source,
        origin=found.origin,
        lines=cut("\n".join(found.evidence), EXAMPLE_CHARS),
        job=found.job,
        branch=found.branch,
        revision=found.commit,
        digest=found.digest,
        tests=found.tests,
    )


class Tally(Struct):
    """All sights of one fingerprint, or of one cluster, within a transaction."""

    n: int
    first: int
    last: int
    severity: int
    newest: Seen
    best: Seen

    def add(self, other: "Tally") -> None:
        """Count another in."""
        self.n += other.n
        self.first = min(self.first, other.first)
        self.severity = max(self.severity, other.severity)
        if other.last >= self.last:
            self.last, self.newest = other.last, other.newest
        if rank(other.best) > rank(self.best):
            self.best = other.best


def tallies(seen: Sequence[Seen]) -> dict[str, Tally]:
    """The sights by fingerprint."""
    found: dict[str, Tally] = {}
    for one in seen:
        tally = found.get(one.fingerprint)
        if tally is None:
            found[one.fingerprint] = Tally(one.n, one.time, one.time, one.severity, one, one)
            continue
        tally.n += one.n
        tally.first = min(tally.first, one.time)
        tally.severity = max(tally.severity, one.severity)
        if one.time >= tally.last:
            tally.last, tally.newest = one.time, one
        if one.lines and not tally.best.lines:
            tally.best = one
    return found


def together(parts: Iterable[Tally]) -> Tally:
    """Several tallies as one; there is at least one."""
    first, *rest = parts
    whole = Tally(first.n, first.first, first.last, first.severity, first.newest, first.best)
    for part in rest:
        whole.add(part)
    return whole


def rank(seen: Seen) -> int:
    """How good an example this makes: a record of several lines tells more than a line."""
    return 1 if seen.lines else 0


def cut(text: str, limit: int) -> str:
    """The beginning of a text, whole lines where that is possible."""
    if len(text) <= limit:
        return text
    return text[:limit].rpartition("\n")[0] or text[:limit]
