"""The checkout in one line."""

from console.model.frame import Frame
from console.model.lines import Line, Role, Span
from console.model.machine import GitState
from console.model.source import Freshness
from console.views.base import Context
from console.views.compose import joined, room, text
from console.views.states import note, source_at

HASH = 7


def git_line(frame: Frame, ctx: Context) -> Line:
    """Branch, head, distance to upstream, dirty files and subject; words instead when there is no checkout."""
    return joined(_parts(frame, ctx))


def git_lines(frame: Frame, ctx: Context) -> list[Line]:
    """The same in one line where it fits, else with the subject in a second one."""
    head, tail = _parts(frame, ctx)
    whole = joined((head, tail))
    return [whole] if room(whole) < ctx.width - 1 or not tail else [head, (Span("     "), *tail)]


def _parts(frame: Frame, ctx: Context) -> tuple[Line, Line]:
    """What the checkout is, and what was done in it last."""
    if frame.git is None:
        return (Span("git  ", Role.MUTED), *_absent(frame, ctx)), ()
    head = joined(((Span("git", Role.MUTED),), branch(frame.git, ctx), _dirt(frame.git, ctx)))
    return head, _failed(frame, ctx) or _subject(frame.git)


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
