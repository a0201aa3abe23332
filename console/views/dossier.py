"""Behind enter in pane 4: everything known of one cluster, the cause first."""

from console.model.cluster import Affected, Cluster, Dossier, Failure, Neighbour
from console.model.failure import Category, Place, Risk, Suggestion
from console.model.lines import Line, Role, Span
from console.views import standing
from console.views.base import Context, PaneView
from console.views.clusters import caption
from console.views.compose import indented, text
from console.views.details import Pair, body, heading, pairs, sheet
from console.views.figures import age, count, duration, percent, plural
from console.views.masked import masked
from console.views.states import severity_mark
from console.views.times import full

_EVIDENCE = 40
_RISK = {Risk.SAFE: Role.OK, Risk.REVERSIBLE: Role.NOTICE, Risk.DESTRUCTIVE: Role.FAIL}


def dossier_detail(dossier: Dossier, ctx: Context) -> PaneView:
    """What it is, where it came from, what it resembles and what may mend it."""
    cluster = dossier.cluster
    lines = [indented(masked(caption(cluster), ctx.find, Role.STRONG), ctx), ()]
    lines += pairs(_facts(cluster, ctx), ctx)
    lines += _evidence(dossier, ctx) + _fixes(dossier.suggestions, ctx) + _opinion(dossier.opinion, ctx)
    lines += _why(dossier, ctx) + _affected(dossier.affected, ctx) + _past(dossier, ctx) + _decisions(dossier, ctx)
    status = (*standing.mark(cluster, ctx.glyphs), Span("  "), *severity_mark(cluster.severity, ctx.glyphs))
    return sheet(f"cluster {cluster.id}", status, lines, ctx)


def place_words(place: Place) -> str:
    """Where to look, as an editor understands it, and in which function."""
    spot = f"{place.file}:{place.line}" if place.line else place.file
    return f"{spot}  in {place.function}" if place.function else spot


def _facts(cluster: Cluster, ctx: Context) -> list[Pair]:
    values: list[Pair] = [("category", _category(cluster))]
    if cluster.where is not None:
        values.append(("code", place_words(cluster.where)))
        if cluster.where.text:
            values.append(("", cluster.where.text.strip()))
    values += [
        ("seen", f"{plural(cluster.total, 'time')}, {count(cluster.hour)} in the last hour"),
        ("first", f"{full(cluster.first, ctx.zone)}, {age(ctx.now - cluster.first)} ago"),
        ("last", f"{full(cluster.last, ctx.zone)}, {age(ctx.now - cluster.last)} ago"),
    ]
    if cluster.origin:
        values.append(("where", cluster.origin))
    if cluster.resolved is not None:
        values.append(("resolved", f"{full(cluster.resolved, ctx.zone)} {_by(cluster)}".rstrip()))
    if cluster.note:
        values.append(("note", f"{cluster.note} {_by(cluster)}".rstrip()))
    return values


def _by(cluster: Cluster) -> str:
    return f"(by {cluster.by})" if cluster.by else ""


def _category(cluster: Cluster) -> str:
    if not cluster.studied:
        return "not studied yet"
    if cluster.category is Category.UNKNOWN:
        return f"unknown{': ' + cluster.reason if cluster.reason else ''}"
    return f"{cluster.category.value}, {percent(cluster.confidence * 100)} sure: {cluster.reason}".rstrip(": ")


def _evidence(dossier: Dossier, ctx: Context) -> list[Line]:
    """The lines of the best example, those that tell the cause strong."""
    lines = heading("evidence", ctx)
    if not dossier.evidence:
        return lines + body(dossier.cluster.sample, ctx)
    marked = set(dossier.marked)
    for index, words in enumerate(dossier.evidence[:_EVIDENCE]):
        own = index in marked
        head = Span(f"{ctx.glyphs.cursor if own else ' '} ", Role.ACCENT)
        lines.append(indented((head, *text(words, Role.STRONG if own else Role.TEXT)), ctx))
    more = len(dossier.evidence) - _EVIDENCE
    return [*lines, indented((Span(f"+{more} lines", Role.MUTED),), ctx)] if more > 0 else lines


def _fixes(suggestions: tuple[Suggestion, ...], ctx: Context) -> list[Line]:
    if not suggestions:
        return []
    lines = heading("what may mend it", ctx)
    for number, each in enumerate(suggestions, 1):
        head = (Span(f"{number}  ", Role.MUTED), Span(each.command, Role.STRONG))
        lines.append(indented((*head, Span(f"  {each.risk.value}", _RISK[each.risk])), ctx))
        lines += [_under(words, ctx) for words in _fix_words(each)]
    return lines


def _fix_words(fix: Suggestion) -> list[str]:
    record = f"worked {fix.worked} of {fix.tried} times here" if fix.tried else "not tried here yet"
    told = [f"{fix.why.rstrip('.')}. {percent(fix.confidence * 100)} sure, {record}."]
    told += [f"It {fix.changes}."] if fix.changes else []
    told += [f"Afterwards check with {fix.verify}"] if fix.verify else []
    return [*told, f"It rests on: {fix.evidence}"] if fix.evidence else told


def _under(words: str, ctx: Context) -> Line:
    return indented((Span("   "), *text(words, Role.MUTED)), ctx)


def _opinion(opinion: str, ctx: Context) -> list[Line]:
    return heading("an opinion of your helper", ctx) + body(opinion, ctx, Role.HAND) if opinion else []


def _why(dossier: Dossier, ctx: Context) -> list[Line]:
    """Why its failures count as one: a numbered line a fingerprint, so that one of them can be split off."""
    lines = heading("why these count as one" if len(dossier.why) > 1 else "how it is recognised", ctx)
    for number, words in enumerate(dossier.why, 1):
        lines.append(indented((Span(f"{number}  ", Role.MUTED), *text(words)), ctx))
    if dossier.members:
        lines += heading("of the same cause", ctx)
        lines += body(dossier.cause_why, ctx, Role.HAND) if dossier.cause_why else []
        lines += [_member(member, ctx) for member in dossier.members]
    return lines


def _member(cluster: Cluster, ctx: Context) -> Line:
    head = Span(f"#{cluster.id}  {count(cluster.total)} times  ", Role.MUTED)
    return indented((head, *masked(caption(cluster))), ctx)


def _affected(affected: Affected, ctx: Context) -> list[Line]:
    groups = (
        ("tests", affected.tests), ("jobs", affected.jobs), ("branches", affected.branches),
        ("machines", affected.nodes), ("files", affected.origins),
    )  # fmt: skip
    values = [(name, ", ".join(f"{value} ({n})" for value, n in found)) for name, found in groups if found]
    return heading("who is touched", ctx) + pairs(values, ctx) if values else []


def _past(dossier: Dossier, ctx: Context) -> list[Line]:
    lines: list[Line] = []
    if dossier.neighbours:
        lines += heading("what it resembles", ctx)
        lines += [_neighbour(each, ctx) for each in dossier.neighbours]
    if dossier.past:
        lines += heading("when it happened", ctx)
        lines += pairs([(full(each.time, ctx.zone)[5:16], _happened(each)) for each in dossier.past], ctx)
    return lines


def _neighbour(other: Neighbour, ctx: Context) -> Line:
    head = Span(f"#{other.cluster}  {percent(other.likeness * 100)} alike  ", Role.MUTED)
    ended = Span(f"  {other.ended}" if other.ended else "", Role.OK)
    return indented((head, *masked(other.title), ended), ctx)


def _happened(failure: Failure) -> str:
    where = " ".join(filter(None, (failure.job, failure.branch, failure.commit[:8], failure.origin)))
    ended = f"; {failure.outcome}" if failure.outcome else ""
    after = f" after {duration(failure.recovered)}" if failure.recovered is not None else ""
    return f"{plural(failure.n, 'time')} {where}".rstrip() + ended + after


def _decisions(dossier: Dossier, ctx: Context) -> list[Line]:
    if not dossier.decisions:
        return []
    values = [
        (full(each.time, ctx.zone)[5:16], f"{each.words} (by {each.who}){', taken back' if each.undone else ''}")
        for each in dossier.decisions
    ]
    return heading("what was decided", ctx) + pairs(values, ctx)
