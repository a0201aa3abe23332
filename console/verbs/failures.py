"""Entries of the catalogue as `show failures` prints them: one a line, the newest first."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from console.model.cluster import Failure, FailureQuery

if TYPE_CHECKING:
    from console.store.reader import Reader

PAGE = 500


def failures(reader: "Reader", find: str, limit: int) -> Iterator[Failure]:
    """The newest entries that hold these words, at most `limit` of them; 0 is all. Raises ReadError, SchemaError."""
    query = FailureQuery(find=find, limit=PAGE)
    left = limit
    while True:
        page = reader.failures(query)
        for failure in page.failures:
            yield failure
            left -= 1
            if left == 0:
                return
        if not page.older:
            return
        last = page.failures[-1]
        query = FailureQuery(find=find, limit=PAGE, before=(last.last, last.id))


def line(failure: Failure) -> str:
    """An entry for people: when last, how often, what, where, and how it ended."""
    from console.views.times import full

    times = f" ×{failure.n}" if failure.n > 1 else ""
    where = f"  {failure.job or failure.origin}" if failure.job or failure.origin else ""
    return f"{full(failure.last, None)}{times}  {failure.summary}{where}  {failure.outcome or 'no end known'}"
