"""Grouping: which failures are one failure, decided for every notable event on its way into the store."""

from collections.abc import Iterable

from console.analysis.grouping.grouper import Grouper
from console.analysis.grouping.joiner import Joiner
from console.analysis.grouping.line_key import of_line
from console.analysis.grouping.record_key import of_record

__all__ = ["Grouper", "best_grouper"]


def best_grouper(known: Iterable[tuple[str, str]] = ()) -> Grouper:
    """The grouper with everything that is recognised; `known` are (fingerprint, title) of the keys there are."""
    return Grouper(of_line, of_record, Joiner(known).learn)
