"""Which rules of the registry speak of a failure, and what they suggest."""

from collections.abc import Iterator, Mapping

from console.analysis.fixes.case import Case
from console.analysis.fixes.linear import groups, pattern
from console.analysis.fixes.parsing import split
from console.analysis.fixes.rules import Rule, about
from console.analysis.fixes.shell import Segment, Word, join
from console.analysis.fixes.special import WHOLE, computed
from console.analysis.fixes.template import MissingError, plain, render, values
from console.model.failure import Suggestion

_EMPTY: Mapping[str, str] = {}


def from_registry(case: Case) -> Iterator[Suggestion]:
    """What the rules suggest; without a command only those that need none."""
    tools = frozenset(segment.program for segment in case.line.segments)
    for known in about(tools, case.output):
        for rule in known.fix:
            if rule.log or tools:
                yield from fire(rule, case)


def fire(rule: Rule, case: Case) -> Iterator[Suggestion]:
    """What one rule suggests for the first segment it speaks of."""
    captures = _captures(rule, case)
    if captures is None:
        return
    if not case.line.segments:
        yield from _suggestions(rule, case, None, captures)
        return
    for segment in case.segments(rule.tools):
        if rule.sub and segment.sub not in rule.sub:
            continue
        own = _own(rule, segment)
        if own is None:
            continue
        made = tuple(_suggestions(rule, case, segment, captures | own))
        yield from made
        if made:
            return


def _captures(rule: Rule, case: Case) -> dict[str, str] | None:
    """What the patterns of the output found; None when one of them does not fit."""
    if rule.unless and pattern(rule.unless).search(case.data):
        return None
    captures: dict[str, str] = {}
    for number, source in enumerate(rule.when):
        match = pattern(source).search(case.data)
        if match is None:
            return None
        captures |= {name: value for name, value in groups(match).items() if value}
        if number == 0:
            captures[""] = case.around(match.start())
    return captures


def _own(rule: Rule, segment: Segment) -> dict[str, str] | None:
    """What the pattern of the command found."""
    if not rule.line:
        return {}
    match = pattern(rule.line).search(segment.text.encode("utf-8", "replace"))
    return None if match is None else groups(match)


def _suggestions(rule: Rule, case: Case, segment: Segment | None, captures: Mapping[str, str]) -> Iterator[Suggestion]:
    """The suggestions of a rule's templates that can be filled."""
    known = values(case, segment, captures)
    known |= computed(rule.templates, case, segment, captures)
    try:
        if segment is not None:
            edited = _edited(rule, case, segment, known)
            known["edited"] = (Word(edited, edited),)
    except MissingError:
        return
    for rank, template in enumerate(rule.do):
        try:
            core = render(template, case, known)
        except MissingError:
            continue
        command = core if segment is None or _whole(template) else _placed(case, segment, core)
        if command and command != case.line.text:
            yield Suggestion(
                rule=rule.id,
                argv=split(command),
                command=command,
                confidence=round(rule.confidence * 0.7**rank, 3),
                risk=rule.risk,
                why=plain(rule.why, case, known),
                changes=plain(rule.changes, case, known),
                evidence=captures[""],
                verify=_verify(rule, case, known),
            )


def _whole(template: str) -> bool:
    """Whether a template gives the whole line, not only one of its commands."""
    return any("{" + name + "}" in template for name in ("command", *WHOLE))


def _verify(rule: Rule, case: Case, known: dict[str, tuple[Word, ...]]) -> str:
    """The command that shows whether it helped: the rule's, else the one that failed."""
    try:
        return render(rule.verify, case, known) if rule.verify else ""
    except MissingError:
        return ""


def _placed(case: Case, segment: Segment, core: str) -> str:
    """The line with a new core; several commands in the midst of a pipe would be another line, so there is none."""
    if case.line.piped and "&&" in core:
        return ""
    if segment.sudo and core.startswith("sudo "):
        return case.line.text[: segment.start] + core + case.line.text[segment.end :]
    return case.line.having(segment, core)


def _edited(rule: Rule, case: Case, segment: Segment, known: Mapping[str, tuple[Word, ...]]) -> str:
    """The segment after the rule's edits. Raises MissingError when a word to replace is not there."""
    words: list[Word | str] = list(segment.words[segment.head :])
    verb = segment.verb - segment.head if segment.verb else 0
    raw = [join([word]) for word in words]
    for place, word in enumerate(segment.words[segment.head :]):
        if word.value in rule.drop:
            raw[place] = ""
    for old, new in rule.replace.items():
        _replace(segment, raw, _required(old, case, known), render(new, case, known) if new else "")
    if rule.program:
        raw[0] = render(rule.program, case, known)
    if rule.after_sub:
        raw[verb] = f"{raw[verb]} {render(rule.after_sub, case, known)}"
    if rule.after_program:
        raw[0] = f"{raw[0]} {render(rule.after_program, case, known)}"
    if rule.append:
        raw.append(render(rule.append, case, known))
    return " ".join(word for word in raw if word)


def _required(template: str, case: Case, known: Mapping[str, tuple[Word, ...]]) -> str:
    value = plain(template, case, known)
    if not value:
        raise MissingError(template)
    return value


def _replace(segment: Segment, raw: list[str], old: str, new: str) -> None:
    """Put `new` for every word that means `old`."""
    places = [n for n, word in enumerate(segment.words[segment.head :]) if word.value == old]
    if not places:
        raise MissingError(old)
    for place in places:
        raw[place] = new
