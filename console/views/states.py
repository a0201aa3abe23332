"""How severities and freshness look: always glyph, word and role together."""

from console.model.event import Severity, Voice
from console.model.frame import Frame
from console.model.lines import Glyphs, Line, Role, Span
from console.model.source import Freshness, SourceState
from console.views.base import Context
from console.views.compose import paragraph
from console.views.figures import age
from console.views.times import clock

SEVERITY_ROLES = {
    Severity.DEBUG: Role.MUTED,
    Severity.INFO: Role.TEXT,
    Severity.NOTICE: Role.NOTICE,
    Severity.WARNING: Role.WARN,
    Severity.ERROR: Role.FAIL,
    Severity.CRITICAL: Role.CRITICAL,
}
FIGURE_ROLES = {**SEVERITY_ROLES, Severity.CRITICAL: Role.FAIL}
"""For figures and charts: a look with a ground of its own would turn the bars of a chart inside out."""
SEVERITY_WORDS = {
    Severity.DEBUG: "debug",
    Severity.INFO: "info",
    Severity.NOTICE: "note",
    Severity.WARNING: "warn",
    Severity.ERROR: "error",
    Severity.CRITICAL: "crit",
}
VOICE_ROLES = {Voice.SKYSKRAPER: Role.SKYSKRAPER, Voice.RUSTBELT: Role.RUSTBELT, Voice.HAND: Role.HAND}
VOICE_MARKS = {Voice.SKYSKRAPER: "S", Voice.RUSTBELT: "R", Voice.HAND: "H"}
FRESHNESS_ROLES = {
    Freshness.LIVE: Role.OK,
    Freshness.STALE: Role.UNKNOWN,
    Freshness.ERROR: Role.FAIL,
    Freshness.UNKNOWN: Role.UNKNOWN,
}
_URGENCY = (Freshness.LIVE, Freshness.UNKNOWN, Freshness.STALE, Freshness.ERROR)


def severity_glyph(severity: Severity, glyphs: Glyphs) -> str:
    """The one-cell sign of a severity."""
    if severity >= Severity.ERROR:
        return glyphs.fail
    if severity is Severity.WARNING:
        return glyphs.warn
    return glyphs.notice if severity is Severity.NOTICE else glyphs.info


def severity_mark(severity: Severity, glyphs: Glyphs, *, word: bool = True) -> Line:
    """Sign and, padded to five cells, word of a severity."""
    words = f" {SEVERITY_WORDS[severity]:<5}" if word else ""
    return (Span(severity_glyph(severity, glyphs) + words, SEVERITY_ROLES[severity]),)


def source_at(frame: Frame, name: str, now: float) -> SourceState | None:
    """The named source judged at `now`, None when the engine has none of that name."""
    source = frame.source(name)
    return source.at(now) if source else None


def worst(frame: Frame, now: float) -> SourceState | None:
    """The source that is worst off, None when all are LIVE or there is none."""
    judged = [source.at(now) for source in frame.sources]
    source = max(judged, key=lambda s: _URGENCY.index(s.freshness), default=None)
    return None if source is None or source.freshness is Freshness.LIVE else source


def freshness(source: SourceState | None, ctx: Context) -> Line:
    """State and age of a source: `LIVE 0.4s`, `? STALE 48s`, `x ERROR reason`, `? UNKNOWN`."""
    if source is None or source.freshness is Freshness.UNKNOWN:
        return (Span(f"{ctx.glyphs.unknown} UNKNOWN", Role.UNKNOWN),)
    role = FRESHNESS_ROLES[source.freshness]
    if source.freshness is Freshness.ERROR:
        return (Span(f"{ctx.glyphs.fail} ERROR {source.detail}".rstrip(), role),)
    since = age(ctx.now - source.last_seen) if source.last_seen is not None else "-"
    if source.freshness is Freshness.STALE:
        return (Span(f"{ctx.glyphs.unknown} STALE {since}", role),)
    return (Span("LIVE", role), Span(f" {since}", Role.MUTED))


def status(frame: Frame, name: str, ctx: Context) -> Line:
    """The right end of a pane's title: state and age; while looking back the moment instead of LIVE."""
    source = source_at(frame, name, ctx.now)
    if not frame.live and source is not None and source.freshness is Freshness.LIVE:
        return (Span(f"AT {clock(frame.at, ctx.zone)}", Role.NOTICE),)
    return freshness(source, ctx)


def note(frame: Frame, name: str) -> str:
    """What a source says it cannot see; empty when it sees everything."""
    said = frame.notes.get(name, "")
    return said if isinstance(said, str) else ""


def failure(frame: Frame, name: str, ctx: Context) -> list[Line]:
    """Why a source failed whose older figures are still shown; nothing while it works."""
    source = source_at(frame, name, ctx.now)
    if source is None or source.freshness is not Freshness.ERROR or source.last_seen is None:
        return []
    seen = f"; figures are {age(ctx.now - source.last_seen)} old" if frame.live else ""
    return paragraph(f"{ctx.glyphs.fail} {name} failed: {source.detail or 'no reason known'}{seen}", ctx, Role.FAIL)


def missing(frame: Frame, name: str, ctx: Context) -> tuple[str, Role] | None:
    """Why there are no figures of source `name`, in words; None when there are."""
    source = source_at(frame, name, ctx.now)
    sign = ctx.glyphs.unknown
    if source is None:
        return f"{sign} unknown: no {name} source; no engine has run here, or it is switched off", Role.UNKNOWN
    if source.last_seen is not None:
        return None
    if source.freshness is Freshness.ERROR:
        return f"{ctx.glyphs.fail} error: {source.detail or name + ' failed'}", Role.FAIL
    return f"{sign} unknown: {source.detail or name + ' has not reported yet'}", Role.UNKNOWN


def unknown(frame: Frame, name: str, ctx: Context) -> list[Line] | None:
    """The lines that stand in place of figures nobody has measured; None when there are figures."""
    words = missing(frame, name, ctx)
    return None if words is None else paragraph(words[0], ctx, words[1])
