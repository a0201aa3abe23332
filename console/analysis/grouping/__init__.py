"""Grouping: which failures are one failure, decided for every notable event on its way into the store."""

from console.analysis.grouping.grouper import Grouper
from console.analysis.grouping.line_key import of_line
from console.analysis.grouping.record_key import of_record

__all__ = ["Grouper", "best_grouper"]


def best_grouper() -> Grouper:
    """The grouper with everything that is recognised."""
    return Grouper(of_line, of_record)
