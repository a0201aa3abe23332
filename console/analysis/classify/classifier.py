"""Text in, verdict out: rules first, words where no rule fires, `unknown` where neither is sure."""

from collections.abc import Callable, Sequence
from functools import cache

from console.analysis.classify.calibration import confidence
from console.analysis.classify.evidence import DECISIVE, Finding, weigh
from console.analysis.classify.manner import calm, ended_well
from console.analysis.classify.matching import Matcher
from console.analysis.classify.rule import Rule
from console.analysis.classify.shipped import built_in
from console.analysis.classify.text import lines_of
from console.analysis.classify.wording import caught, fill, shown
from console.analysis.classify.words import Guess, guess, words_model
from console.model.failure import Category, Report, Verdict

STEPS = ((1.0, 0.3), (4.0, 0.55), (5.0, 0.7), (6.0, 0.8), (8.0, 0.88), (10.0, 0.93), (12.0, 0.96))
LEAD = 4.0
SURE = 0.85
"""A guess from words below this share of right ones is not made."""
WELL = "the run ended well"
NOTHING = "nothing in the text tells what kind of failure it is"


Classify = Callable[[str | Sequence[str], Report | None], Verdict]
"""What kind of failure a text tells of, by whatever rules; the report is what was recognised in it."""


class Classifier:
    """Rules ready to be applied; what they come to need they compile once, so keep one."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._matcher = Matcher(rules)

    def classify(self, text: str | Sequence[str], report: Report | None = None) -> Verdict:
        """What kind of failure the text tells of; `report` is what was recognised in it, if that is known."""
        lines = lines_of(text)
        if ended_well(lines):
            return Verdict(category=Category.UNKNOWN, confidence=0.0, summary=shown(_telling(lines)), reason=WELL)
        hits = self._matcher.hits(lines)
        finding = weigh(hits, lines, report)
        if finding is not None and finding.strength >= DECISIVE:
            return _by_rule(finding, lines)
        mute = {hit.line for hit in hits if hit.rule.category is Category.UNKNOWN}
        heard = [line for number, line in enumerate(lines) if line and number not in mute and not calm(line)]
        guessed = guess(heard, finding.category if finding else None)
        sure = confidence(guessed.lead, words_model().steps) if guessed else 0.0
        if guessed is not None and sure >= SURE and guessed.category is not Category.UNKNOWN:
            return _by_words(guessed, sure, finding, lines)
        return _unknown(finding, lines)


def classify(text: str | Sequence[str], report: Report | None = None) -> Verdict:
    """The verdict of the built-in rules."""
    return built_in_classifier().classify(text, report)


@cache
def built_in_classifier() -> Classifier:
    """A classifier of the built-in rules."""
    return Classifier(built_in())


def _by_rule(finding: Finding, lines: Sequence[str]) -> Verdict:
    """The verdict of the rule that tells most."""
    rule, line = finding.hit.rule, lines[finding.hit.line]
    values = {name: shown(value) for name, value in caught(rule, line).items()}
    return Verdict(
        category=rule.category,
        confidence=confidence(finding.strength + min(finding.lead, LEAD) / 2, STEPS),
        summary=fill(rule.summary, values) if rule.summary else shown(line),
        reason=f"{fill(rule.reason, values)} (rule {rule.id}, line {finding.hit.line + 1})",
        rule=rule.id,
        fix=fill(rule.fix, values),
    )


def _by_words(guessed: Guess, sure: float, finding: Finding | None, lines: Sequence[str]) -> Verdict:
    """The verdict of the words, and of a weak rule if one fired and says the same; no tool's own message is known."""
    agreed = finding is not None and finding.category is guessed.category
    hit = finding.hit if finding is not None and agreed else None
    told = ", ".join(f"“{word}”" for word in guessed.words) or "these"
    return Verdict(
        category=guessed.category,
        confidence=sure,
        summary=shown(lines[hit.line] if hit else _telling(lines)),
        reason=f"no rule knows it; words such as {told} are those of such failures",
        rule=hit.rule.id if hit else "",
        fix=hit.rule.fix if hit else "",
    )


def _unknown(finding: Finding | None, lines: Sequence[str]) -> Verdict:
    """Nothing is sure; what little there is to say is said."""
    if finding is None:
        return Verdict(category=Category.UNKNOWN, confidence=0.0, summary=shown(_telling(lines)), reason=NOTHING)
    rule = finding.hit.rule
    told = rule.category is Category.UNKNOWN
    return Verdict(
        category=Category.UNKNOWN,
        confidence=0.0,
        summary=shown(lines[finding.hit.line]),
        reason=rule.reason if told else f"only a faint sign: {fill(rule.reason, {})}",
        rule=rule.id,
        fix=rule.fix if told else "",
    )


def _telling(lines: Sequence[str]) -> str:
    """The last line that says something of an error, else the last that says anything."""
    said = [line for line in lines if line.strip()]
    errors = [line for line in said if "error" in line.lower() or "fail" in line.lower()]
    return (errors or said or [""])[-1]
