"""What a failed attempt failed with, as far as deciding what follows needs it."""

from msgspec import Struct

from console.actions.strategy import retry_after
from console.actions.strategy.step import TRANSIENT
from console.analysis.fingerprint import of_text
from console.analysis.worker.protocol import Examined
from console.model.failure import Category
from console.model.job import Ending

SURE = 0.7
"""Below this a category counts as unknown."""


class Symptom(Struct, frozen=True, kw_only=True):
    """The category and why it is that, the failure's fingerprint and headline.

    `later` is how many seconds the other side asks to be left alone for, None when it asks nothing.
    """

    category: Category
    why: str
    fingerprint: str
    headline: str
    later: float | None = None


def symptom(ending: Ending, found: Examined, now: float) -> Symptom:
    """What an ending and the evidence beside it tell; `now` in seconds since the epoch."""
    category, why = _category(ending, found)
    headline = found.summary or next((line for line in reversed(found.lines) if line.strip()), "")
    return Symptom(
        category=category,
        why=why,
        fingerprint=of_text(headline or f"exit {ending.code} {ending.cause}"),
        headline=headline,
        later=retry_after("\n".join(found.lines), now),
    )


def _category(ending: Ending, found: Examined) -> tuple[Category, str]:
    if ending.cause == "timeout":
        return Category.TIMEOUT, "its time limit was over"
    verdict = found.verdict
    if verdict is None:
        return Category.UNKNOWN, "nothing could look at its output"
    if verdict.confidence < SURE:
        return Category.UNKNOWN, f"not sure enough: {verdict.reason}"
    if found.asserted and verdict.category in TRANSIENT:
        return Category.TEST, f"a failed test judged the code, beside what failed as {verdict.category.value}"
    return verdict.category, verdict.reason
