"""Fingerprints in what systems say are told by the titles of their clusters: nobody knows a failure by its digest."""

import re
import sqlite3
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from console.engine.queue.ledger import Ledger
from console.model.vsm import Remark, System
from console.store import read_clusters

LONGEST = 80
"""Characters of a title that are told."""
_FINGERPRINT = re.compile(r"\bf[0-9]{1,3}:[0-9a-f]{16}\b")


async def titled(reports: tuple[System, ...], ledger: Ledger) -> tuple[System, ...]:
    """The reports with titles in place of fingerprints; one that the catalogue does not know stays."""
    wanted = {found for report in reports for said in _said(report) for found in _FINGERPRINT.findall(said)}
    if not wanted:
        return reports

    def read(conn: sqlite3.Connection) -> Mapping[str, str]:
        return read_clusters.titles(conn, wanted)

    titles = await ledger.ask(read)
    return tuple(_report(one, titles) for one in reports)


def _said(report: System) -> Iterable[str]:
    yield report.headline
    for remark in report.remarks:
        yield from (remark.about, remark.words)


def _report(report: System, titles: Mapping[str, str]) -> System:
    remarks = tuple(Remark(_words(one.about, titles), _words(one.words, titles), one.tone) for one in report.remarks)
    return replace(report, headline=_words(report.headline, titles), remarks=remarks)


def _words(text: str, titles: Mapping[str, str]) -> str:
    def title(found: re.Match[str]) -> str:
        return titles.get(found[0], found[0])[:LONGEST]

    return _FINGERPRINT.sub(title, text)
