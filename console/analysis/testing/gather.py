"""Gathers the cases of one report: bounded, folded by name, clean and redacted."""

from msgspec.structs import replace

from console.analysis.testing.errors import CutShortError
from console.model.testing import Case, Verdict
from console.text.clean import clean
from console.text.redact import redact

MOST = 200_000
NAME = 400
MESSAGE = 500
_RANK = {Verdict.SKIPPED: 0, Verdict.PASSED: 1, Verdict.FAILED: 2, Verdict.ERROR: 3}


class Gathered:
    """Cases in the order in which they were told first."""

    def __init__(self) -> None:
        self._cases: dict[tuple[str, str], Case] = {}

    def add(self, case: Case) -> None:
        """Take a case; one that was told before takes the worse verdict. Raises CutShortError above 200,000."""
        key = (case.suite[:NAME], case.name[:NAME])
        known = self._cases.get(key)
        if known is None and len(self._cases) >= MOST:
            raise CutShortError(f"it has more than {MOST} cases")
        self._cases[key] = case if known is None else _fold(known, case)

    @property
    def cases(self) -> tuple[Case, ...]:
        """All cases, safe to store and to show."""
        suites = _safe([suite for suite, _ in self._cases])
        names = _safe([name for _, name in self._cases])
        messages = _safe([case.message[:MESSAGE] for case in self._cases.values()])
        return tuple(
            Case(suite, name, case.verdict, case.seconds, message, case.mixed)
            for suite, name, message, case in zip(suites, names, messages, self._cases.values(), strict=True)
        )


def _fold(known: Case, case: Case) -> Case:
    """A test that was told twice: run again, or parts of it that were reported by themselves."""
    worse = case if _RANK[case.verdict] > _RANK[known.verdict] else known
    verdicts = {known.verdict, case.verdict}
    mixed = known.mixed or case.mixed or (Verdict.PASSED in verdicts and Verdict.FAILED in verdicts)
    times = [one.seconds for one in (known, case) if one.seconds is not None]
    return replace(worse, mixed=mixed, seconds=max(times, default=None), message=worse.message or known.message)


def _safe(texts: list[str]) -> list[str]:
    """Each text clean and without secrets; texts that occur again share one string."""
    found = dict.fromkeys(texts, "")
    plain = [text if text.isprintable() else clean(text) for text in found]
    found = dict(zip(found, redact(plain), strict=True))
    return [found[text] for text in texts]
