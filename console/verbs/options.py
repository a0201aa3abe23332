"""The global options, as every verb receives them."""

from typing import NamedTuple


class Options(NamedTuple):
    """`project` is a real path; the others are None where nothing was said."""

    project: str
    state: str | None = None
    config: str | None = None
    theme: str | None = None
    readonly: bool = False
    ascii: bool = False
    max_kbps: float | None = None
