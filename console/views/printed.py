"""Panes and events as plain lines, for `show`, pipes and screen readers."""

from collections.abc import Iterator
from datetime import tzinfo

from console.model.event import Event
from console.model.lines import Glyphs, plain
from console.views.base import PaneView
from console.views.lanes import label
from console.views.states import SEVERITY_WORDS, VOICE_MARKS, severity_glyph
from console.views.times import full


def pane_lines(view: PaneView) -> Iterator[str]:
    """Title and status, then the lines without the pane's margin."""
    yield f"{plain(view.title)}  {plain(view.status)}".rstrip()
    for line in view.lines:
        yield plain(line)[1:].rstrip()


def event_line(event: Event, zone: tzinfo | None, glyphs: Glyphs) -> str:
    """One event in one line, never cut: local time, voice mark, sign and word, who says it, what."""
    sign = f"{severity_glyph(event.severity, glyphs)} {SEVERITY_WORDS[event.severity]:<5}"
    body = event.attrs.get("body")
    more = body.count("\n") if isinstance(body, str) else 0
    tail = f"  +{more} lines" if more else ""
    return f"{full(event.time, zone)[:23]} {VOICE_MARKS[event.voice]} {sign} {label(event)}: {event.text}{tail}"
