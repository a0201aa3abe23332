"""Pane 6, Events: what happened, in counterpoint."""

from console.model.frame import EventPage, Frame
from console.model.lines import Line, Role, Span
from console.views.base import Context, PaneView
from console.views.compose import bounded, joined, paragraph, text, window
from console.views.figures import count
from console.views.lanes import heading, row, silence
from console.views.states import status

SOURCE = "logs"
TITLE: Line = (Span("6 Events", Role.TITLE),)
LANES_FROM = 120


def events_view(
    page: EventPage,
    ctx: Context,
    *,
    lanes: bool,
    follow: bool = True,
    new: int = 0,
    paused: bool = False,
    find_at: tuple[int, int] | None = None,
    shown_filter: str = "",
    frame: Frame | None = None,
    debug: bool = True,
) -> PaneView:
    """The window `page`, newest at the bottom, a row for each event; keys are the events' `seq`.

    `lanes` asks for two lanes around a time spine, else there is one with a voice mark. With `follow` the last rows
    are shown, whatever `ctx.scroll` says; `new` counts what came since following ended. `find_at` is the
    position of the search (match, of how many), `shown_filter` the filter as typed; `frame` gives the freshness.
    `debug` tells that quiet events are among the page's; else the title counts those of the last hour.
    """
    head = 1 if ctx.height >= 3 else 0
    height = max(0, ctx.height - head)
    shown = _shown(len(page.events), height, ctx, follow)
    lines = [heading(ctx, lanes)] if head else []
    if page.events:
        lines += [row(page.events[i], ctx, split=lanes, selected=i == ctx.cursor) for i in shown]
        lines += [silence(ctx)] * (height - len(shown)) if lanes else []
    else:
        lines += _empty(page, ctx, shown_filter, frame)
    return PaneView(
        title=TITLE,
        status=joined((_hidden(frame, debug), _status(ctx, follow, new, paused, find_at, shown_filter, frame))),
        lines=bounded(lines, ctx),
        rows=len(page.events),
        keys=tuple(str(page.events[i].seq) for i in shown),
        first=head,
    )


def _shown(total: int, height: int, ctx: Context, follow: bool) -> range:
    if follow and ctx.cursor is None:
        return range(max(0, total - height), total)
    return window(total, height, ctx)


def _empty(page: EventPage, ctx: Context, shown_filter: str, frame: Frame | None) -> list[Line]:
    if shown_filter and page.searched_to is not None:
        return paragraph(f"nothing found yet for filter {shown_filter}; still looking at older events", ctx)
    if shown_filter:
        return paragraph(f"no event matches the filter {shown_filter}; esc clears it", ctx)
    if frame is not None and not frame.sources:
        words = f"{ctx.glyphs.unknown} unknown: no engine has written here yet"
        return paragraph(words, ctx, Role.UNKNOWN)
    return paragraph("no events yet; errors, warnings, failed tests, commits and process ends appear here", ctx)


def _hidden(frame: Frame | None, debug: bool) -> Line:
    """How many quiet events of the hour are not shown."""
    if debug or frame is None or not frame.debug:
        return ()
    return (Span(f"debug hidden {count(frame.debug)}", Role.MUTED),)


def _status(
    ctx: Context,
    follow: bool,
    new: int,
    paused: bool,
    find_at: tuple[int, int] | None,
    shown_filter: str,
    frame: Frame | None,
) -> Line:
    parts: list[Line] = []
    if paused:
        parts.append((Span(f"PAUSED +{new}", Role.WARN),))
    elif follow:
        parts.append((Span(f"follow +{new}", Role.OK),))
    else:
        parts.append((Span(f"+{new} new", Role.NOTICE if new else Role.MUTED),))
    if shown_filter:
        parts.append(text(f"&{shown_filter}", Role.ACCENT))
    if ctx.find:
        place = f" {find_at[0]}/{find_at[1]}" if find_at else ""
        parts.append((*text(f"/{ctx.find}", Role.MATCH), Span(place, Role.MUTED)))
    if frame is not None:
        parts.append(status(frame, SOURCE, ctx))
    return joined(parts)
