"""Audit: what tools report against what was seen, and what nobody watches."""

from collections import Counter, deque
from collections.abc import Callable, Iterable

from console.engine.tidings import finding
from console.engine.vsm.system import told
from console.model.event import Draft, Event
from console.model.source import Freshness, SourceState
from console.model.vsm import Remark, System, Tone
from console.store.writer import Committed

DAY = 86_400.0
KEPT = 50


class Audit:
    """Hears the ends of jobs and looks at them twice; `sources` are those that ought to be watched."""

    name = "vsm.audit"

    def __init__(self, sources: Callable[[], Iterable[SourceState]]) -> None:
        self._sources = sources
        self._doubts: deque[tuple[float, str, str]] = deque(maxlen=KEPT)
        self._audited: deque[float] = deque(maxlen=10_000)
        self._news: list[Draft] = []

    def hear(self, item: Committed) -> None:
        """Compare what a job reports with what it printed."""
        for event in item.events:
            if event.kind == "job.passed":
                self._audited.append(event.time)
                for doubt in _doubts(event):
                    self._doubt(event, doubt)
            elif event.kind == "job.contradiction":
                self._doubts.append((event.time, _title(event), "exit 0, but tests failed"))

    def news(self) -> list[Draft]:
        """What was found since the last time this was asked."""
        told, self._news = self._news, []
        return told

    def report(self, now: float) -> System:
        """Contradictions of the last day, and sources that cannot be believed."""
        found = [one for one in self._doubts if one[0] >= now - DAY]
        told_of = Counter((title, words) for _, title, words in reversed(found))
        remarks = [Remark(title, _times(words, n), Tone.TROUBLE) for (title, words), n in told_of.items()]
        judged = (source.at(now) for source in self._sources())
        blind = [one for one in judged if one.freshness is not Freshness.LIVE]
        remarks += [Remark(one.name, f"{one.freshness.value} {one.detail}".strip(), Tone.WATCH) for one in blind]
        looked = sum(time >= now - DAY for time in self._audited)
        if not looked and not found:
            return told("Audit", "S3*", "nothing has reported success yet that could be checked", remarks)
        ago = f", the last {now - self._audited[-1]:.0f} s ago" if self._audited else ""
        n = len(found)
        words = f"{looked} reports checked in a day{ago}: {n} contradiction{'s' * (n != 1)}"
        return told("Audit", "S3*", words, remarks)

    def _doubt(self, event: Event, doubt: str) -> None:
        title = _title(event)
        self._doubts.append((event.time, title, doubt))
        words = f"{title} reports success, but {doubt}"
        attrs = {"job": event.attrs.get("job"), "title": title, "doubt": doubt}
        self._news.append(finding(event.time, "audit.doubt", words, f"{title} reports success, but <*>", attrs))


def _times(words: str, n: int) -> str:
    return words if n == 1 else f"{words} ({n} times)"


def _doubts(event: Event) -> list[str]:
    told = event.attrs.get("doubts")
    return [str(one) for one in told] if isinstance(told, list) else []


def _title(event: Event) -> str:
    title = event.attrs.get("title")
    return title if isinstance(title, str) else event.text
