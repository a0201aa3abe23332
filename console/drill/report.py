"""What a drill found, in words and as data: a line for every run, and the figures."""

from collections.abc import Iterator, Mapping, Sequence

from console.drill.drill import Outcome
from console.drill.finding import Finding
from console.drill.mend import Mending
from console.drill.score import Score, Share, Spans, together

Fields = dict[str, object]

WORDS = 100


def rows(outcome: Outcome) -> Iterator[Fields]:
    """One object for every run: what it was and what the console made of it. Times in seconds."""
    grouped, mended = together(outcome.findings), _by_job(outcome.mendings)
    for one in outcome.findings:
        kind, mending = one.run.kind, mended.get(one.job)
        yield {
            "kind": kind.name, "wave": one.run.wave, "copy": one.run.copy, "job": one.job, "state": one.state.value,
            "noticed": one.noticed, "notice_s": one.times.notice, "understood_s": one.times.understanding,
            "cluster": one.cluster or None, "cause": one.cause or None, "grouped": one.job in grouped,
            "category": one.category.value, "true_category": kind.category.value, "right_category": one.categorised,
            "confidence": one.confidence, "reason": one.reason, "cause_lines": one.told, "right_cause": one.located,
            "suggestions": [suggestion.command for suggestion in one.suggestions], "fixable": bool(kind.fix),
            "right_fix": mending.right if mending else None, "verified": mending.verified if mending else None,
            "why_not": mending.words if mending else "",
        }  # fmt: skip


def lines(outcome: Outcome) -> Iterator[str]:
    """A line for every run, for people: what the console says of it and, behind `!`, what is wrong with that."""
    grouped, mended = together(outcome.findings), _by_job(outcome.mendings)
    width = max((len(one.run.name) for one in outcome.findings), default=0)
    for one in outcome.findings:
        took = f"{one.times.notice:5.1f} s" if one.times.notice is not None else "never  "
        said = f"{one.run.name:<{width}}  {took}  {one.category.value:<14} cluster {one.cluster:<4}"
        wrong = ", ".join(flaws(one, grouped=one.job in grouped, mending=mended.get(one.job)))
        yield f"{said}  {'! ' + wrong if wrong else ''}".rstrip()


def flaws(one: Finding, *, grouped: bool, mending: Mending | None) -> list[str]:
    """What is wrong with what the console made of a run; nothing when all is right."""
    kind = one.run.kind
    found = [] if one.ended_right else [f"it {one.state.value}, and should have {kind.ends.value}"]
    if not one.noticed:
        return [*found, "not noticed"]
    if not one.categorised:
        found.append(f"it is {kind.category.value}")
    if not grouped:
        found.append("grouped with others, or apart from its like")
    if not one.located:
        found.append(f"cause not told ({kind.cause})")
    if mending is not None and not mending.verified:
        found.append(f"not mended: {mending.words[:WORDS]}")
    return found


def figures(score: Score) -> Fields:
    """The score with stable field names; shares from 0 to 1, times in seconds."""
    shares = {name: {"n": one.n, "of": one.of, "share": round(one.ratio, 4)} for name, one in _shares(score).items()}
    times = {name: {"median": one.middle, "longest": one.longest} for name, one in _times(score).items()}
    return {"score": {"runs": score.runs, "kinds": score.kinds, **shares, **times}}


def table(score: Score) -> Iterator[str]:
    """The score for people; what is asked for stands behind."""
    asked = {"noticed": "100 %", "right_category": ">= 90 %", "fixed": ">= 60 %"}
    yield f"{score.runs} runs of {score.kinds} kinds"
    for name, share in _shares(score).items():
        wanted = f"   asked: {asked[name]}" if name in asked else ""
        yield f"  {name.replace('_', ' '):<22}{share.n:>4} of {share.of:<4} {share.ratio:>6.1%}{wanted}"
    for name, spans in _times(score).items():
        if spans.middle is not None:
            yield f"  {name.replace('_', ' '):<22}median {spans.middle:.1f} s, longest {spans.longest:.1f} s"


def _shares(score: Score) -> Mapping[str, Share]:
    return {
        "noticed": score.noticed, "right_category": score.categorised, "grouped": score.grouped,
        "right_cause": score.located, "first_suggestion_right": score.suggested, "fixed": score.mended,
    }  # fmt: skip


def _times(score: Score) -> Mapping[str, Spans]:
    return {"until_noticed": score.notice, "until_understood": score.understanding}


def _by_job(mendings: Sequence[Mending]) -> dict[int, Mending]:
    return {mending.finding.job: mending for mending in mendings}
