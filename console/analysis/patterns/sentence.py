"""A rule as a sentence: `3 errors in 5 minutes`, `more than 20 warnings of one source within 2h`."""

import re

from console.analysis.patterns.durations import seconds

_SENTENCE = re.compile(
    r"(?P<more>more than |at least |>= ?|> ?)?+(?P<n>\d{1,6})(?: or more)?+ (?P<what>[a-z][a-z_.-]*+)"
    r"(?: (?:of|with) (?:one|the same|a|each) (?P<same>[a-z_]++)|"
    r" (?:per|by|for each|for one|on one) (?P<per>[a-z_]++))?"
    r" (?:in|within|per) (?P<span>[0-9a-z. ]++)"
)
_SEVERITIES = {
    "error": "error", "failure": "error", "fault": "error", "critical": "critical", "warning": "warning",
    "notice": "notice",
}  # fmt: skip
_FIELDS = {"kind": "signature", "type": "type", "sort": "signature", "file": "file", "machine": "host"}


def rule_of(sentence: str) -> dict[str, object]:
    """The keys of a rule that a sentence says. Raises ValueError."""
    words = " ".join(sentence.lower().split())
    match = _SENTENCE.fullmatch(words) if len(words) <= 200 else None
    if match is None:
        raise ValueError("is no sentence like `3 errors in 5 minutes` or `20 warnings of one source within 2h`")
    span = match["span"].strip()
    group = match["same"] or match["per"]
    return {
        "kind": "count",
        "where": _where(match["what"]),
        "by": (_FIELDS.get(group, group),) if group else (),
        "window": seconds(span if span[0].isdigit() else f"1 {span}"),
        "op": ">" if (match["more"] or "").strip() in ("more than", ">") else ">=",
        "threshold": float(match["n"]),
        "explain": f"{words}: {{n}}",
    }


def examples(sentence: str) -> tuple[dict[str, object], ...]:
    """Two examples in the form of a rule's: just enough fires, one fewer stays quiet. Raises ValueError."""
    rule = rule_of(sentence)
    match = _SENTENCE.fullmatch(" ".join(sentence.lower().split()))
    one = match["what"].removesuffix("s") if match else ""
    n = int(match["n"]) + (rule["op"] == ">") if match else 1
    event = {"severity": _SEVERITIES[one]} if one in _SEVERITIES else {"type": one}
    spread = {"t": 0, "every": float(str(rule["window"])) / max(1, n)}
    quiet = ({**event, **spread, "n": n - 1},) if n > 1 else ()
    return {"fires": True, "events": ({**event, **spread, "n": n},)}, {"fires": False, "events": quiet}


def _where(what: str) -> str:
    """What is counted: a severity and all above it, everything, or records of a type."""
    one = what.removesuffix("s")
    if one in ("event", "line", "thing"):
        return "true"
    if one in _SEVERITIES:
        return f'severity >= "{_SEVERITIES[one]}" or type == "{one}"'
    return f'type == "{one}" or type == "{what}"'
