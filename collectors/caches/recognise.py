"""Which caches the output of a run tells of, whichever tool printed it."""

import re
from collections.abc import Callable, Iterable, Iterator

from collectors.caches import summaries
from collectors.caches.steps import Actions, Docker, npm, pip
from collectors.caches.tally import Tally
from console.model.caches import CacheLook, Miss
from console.text.clean import clean_bytes
from console.text.redact import redact_text

LINE = 2000
_HINT = re.compile(
    rb"(?i)cache|hits: |actionable task|process(?:es)?: |#\d{1,6} [\[D]|Step \d|Downloading |---> |npm http"
)
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]{8,20}Z ")

Hear = Callable[[str, Tally], None]


def recognise(lines: Iterable[bytes], source: str, time: float) -> tuple[CacheLook, ...]:
    """A look for each tool that told of its cache in some lines of output."""
    hearing = {tool: (hear, Tally()) for tool, hear in _tools()}
    for raw in lines:
        if _HINT.search(raw, 0, LINE) is None:
            continue
        line = clean_bytes(raw[:LINE].rstrip())
        stamp = _STAMP.match(line)
        text = line[stamp.end() :] if stamp else line
        for hear, tally in hearing.values():
            hear(text, tally)
    told = [(tool, tally) for tool, (_, tally) in hearing.items() if tally.hits + tally.misses]
    return tuple(_look(tool, tally, source, time) for tool, tally in told)


def _tools() -> Iterator[tuple[str, Hear]]:
    yield from (("turbo", summaries.turbo), ("nx", summaries.nx), ("bazel", summaries.bazel))
    yield from (("gradle", summaries.gradle), ("ccache", summaries.ccache), ("sccache", summaries.sccache))
    yield from (("actions", Actions()), ("docker", Docker()), ("pip", pip), ("npm", npm))


def _look(tool: str, tally: Tally, source: str, time: float) -> CacheLook:
    missed = tuple(Miss(redact_text(one.what), one.why, one.seconds) for one in tally.missed)
    return CacheLook(
        tool=tool, time=time, source=source, hits=tally.hits, misses=tally.misses, saved=tally.saved, missed=missed
    )
