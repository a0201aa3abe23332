"""Events when a resource comes near its limit, and when it has room again."""

from collections.abc import Iterable, Mapping

import msgspec

from console.model.batch import Sample
from console.model.event import Draft, Severity, Voice

LEVELS = (0.90, 0.95)
SLACK = 0.02
_EXHAUSTIBLE = ("memory.used", "swap.used", "fds.system")
_EXHAUSTIBLE_KINDS = ("disk", "inodes")
_WORDS = {"memory.used": "memory", "swap.used": "swap", "fds.system": "open files"}


class Limits:
    """Remembers how near each resource is to its limit: 0 far, 1 from 90 %, 2 from 95 %; back 2 % below each.

    `levels` are those of an earlier run, so that a restart does not tell the same again.
    """

    def __init__(self, levels: Mapping[str, int] | None = None) -> None:
        self.levels = dict(levels or {})

    @classmethod
    def load(cls, saved: bytes | None) -> "Limits":
        """From what `save` gave; what cannot be understood counts as nothing."""
        if saved is None:
            return cls()
        try:
            return cls(msgspec.json.decode(saved, type=dict[str, int]))
        except msgspec.MsgspecError:
            return cls()

    def save(self) -> bytes:
        """The levels as bytes."""
        return msgspec.json.encode(self.levels)

    def observe(self, samples: Iterable[Sample]) -> list[Draft]:
        """An event for each resource whose level changed."""
        drafts: list[Draft] = []
        for sample in samples:
            if not sample.limit or not _exhaustible(sample.series):
                continue
            old = self.levels.get(sample.series, 0)
            new = level(sample.value / sample.limit, old)
            if new == old:
                continue
            drafts.append(_risen(sample, new) if new > old else _fallen(sample, new))
            self.levels[sample.series] = new
        self.levels = {series: value for series, value in self.levels.items() if value}
        return drafts


def level(share: float, old: int) -> int:
    """The level at a share of the limit, coming from the level `old`."""
    reached = sum(share >= threshold for threshold in LEVELS)
    kept = sum(share >= threshold - SLACK for threshold in LEVELS[:old])
    return max(reached, kept)


def _exhaustible(series: str) -> bool:
    return series in _EXHAUSTIBLE or series.partition(":")[0] in _EXHAUSTIBLE_KINDS


def _risen(sample: Sample, new: int) -> Draft:
    severity = Severity.ERROR if new == len(LEVELS) else Severity.WARNING
    name, share = name_of(sample.series), sample.value / (sample.limit or 1)
    text = f"{name} {share:.0%} full: {amount(sample.value, sample.unit)} of {amount(sample.limit or 0, sample.unit)}"
    return _draft(sample, Voice.RUSTBELT, severity, text, f"{name} above {LEVELS[new - 1]:.0%}")


def _fallen(sample: Sample, new: int) -> Draft:
    name, share = name_of(sample.series), sample.value / (sample.limit or 1)
    below = f"{name} back below {LEVELS[new]:.0%}"
    severity = Severity.NOTICE if new else Severity.INFO
    return _draft(sample, Voice.SKYSKRAPER, severity, f"{below}: {share:.0%}", below)


def _draft(sample: Sample, voice: Voice, severity: Severity, text: str, template: str) -> Draft:
    return Draft(
        time=sample.time,
        source="machine",
        kind="machine.limit",
        voice=voice,
        severity=severity,
        text=text,
        template=template,
        attrs={"series": sample.series, "value": sample.value, "limit": sample.limit},
    )


def name_of(series: str) -> str:
    """A series in words: `disk /var`, `memory`."""
    return _WORDS.get(series, series.replace(":", " ", 1))


def amount(value: float, unit: str) -> str:
    """A figure for people: bytes in binary units, counts with separators."""
    if unit != "bytes":
        return f"{value:,.0f}"
    for prefix in ("B", "KiB", "MiB", "GiB"):
        if value < 1024:
            return f"{value:.0f} {prefix}" if prefix == "B" else f"{value:.1f} {prefix}"
        value /= 1024
    return f"{value:.1f} TiB"
