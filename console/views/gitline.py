"""The checkout in one line."""

from console.model.frame import Frame
from console.model.lines import Line, Role, Span
from console.model.machine import GitState
from console.model.source import Freshness
from console.views.base import Context
from console.views.compose import joined, text
from console.views.states import note, source_at

HASH = 7


def git_line(frame: Frame, ctx: Context) -> Line:
    """Branch, head, distance to upstream, dirty files and subject; words instead when there is no checkout."""
    if frame.git is None:
        return (Span("git  ", Role.MUTED), *_absent(frame, ctx))
    tail = _failed(frame, ctx) or _subject(frame.git)
    return joined(((Span("git", Role.MUTED),), branch(frame.git, ctx), _dirt(frame.git, ctx), tail))


def branch(git: GitState, ctx: Context) -> Line:
    """`main 9f3c2d1 ↑2 ↓1`, and an operation in progress."""
    spans = [Span(git.branch or "detached", Role.STRONG), Span(f" {git.head[:HASH] or 'no commit yet'}", Role.MUTED)]
    if git.ahead:
        spans.append(Span(f" {ctx.glyphs.up}{git.ahead}"))
    if git.behind:
        spans.append(Span(f" {ctx.glyphs.down}{git.behind}"))
    if git.operation:
        spans.append(Span(f"  {ctx.glyphs.warn} {git.operation}", Role.WARN))
    return tuple(spans)


def _dirt(git: GitState, ctx: Context) -> Line:
    total = max(git.dirty_total, len(git.dirty))
    if not total:
        return (Span(f"{ctx.glyphs.ok} clean", Role.OK),)
    return (Span(f"{ctx.glyphs.notice} {total} dirty", Role.NOTICE),)


def _subject(git: GitState) -> Line:
    return text(git.subject, Role.MUTED)


def _failed(frame: Frame, ctx: Context) -> Line:
    source = source_at(frame, "git", ctx.now)
    if source is None or source.freshness is not Freshness.ERROR:
        return ()
    return text(f"{ctx.glyphs.fail} {source.detail or 'git failed'}", Role.FAIL)


def _absent(frame: Frame, ctx: Context) -> Line:
    source = source_at(frame, "git", ctx.now)
    if source is None or source.last_seen is None:
        return _failed(frame, ctx) or (Span(f"{ctx.glyphs.unknown} unknown: git has not reported", Role.UNKNOWN),)
    return text(note(frame, "git") or "not a git checkout", Role.MUTED)
