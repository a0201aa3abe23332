"""What all widgets look at: one immutable picture of the moment and of the screen's state."""

from datetime import tzinfo

from msgspec import Struct

from console.model.frame import EventPage, Frame
from console.model.lines import UNICODE, Glyphs
from console.views.base import Context


class Stream(Struct, frozen=True, kw_only=True):
    """The window of events on screen and how it is looked at.

    `new` counts what arrived while not following. `find` and `filter` are the patterns as written; `match` is the
    position among the matches in the window and their number. `debug` tells whether quiet events are shown.
    """

    page: EventPage = EventPage(())
    follow: bool = True
    new: int = 0
    filter: str = ""
    find: str = ""
    match: tuple[int, int] | None = None
    debug: bool = False


class Scene(Struct, frozen=True, kw_only=True):
    """`now` (seconds since the epoch) judges ages; `active` is the number of the pane that has the keys.

    `rate` is what the console writes to the terminal, bytes a second, `cpu` what console and engine use together, per
    cent of a core. `theme` names the skin. `connected` tells whether the engine is at the other end, `lost` that it no
    longer is. `behind` is how many seconds the moment lies before the latest there is.
    """

    frame: Frame
    now: float
    stream: Stream = Stream()
    glyphs: Glyphs = UNICODE
    zone: tzinfo | None = None
    active: int = 6
    zoomed: bool = False
    paused: bool = False
    replay: bool = False
    readonly: bool = False
    connected: bool = True
    lost: bool = False
    rate: float = 0.0
    cpu: float | None = None
    theme: str = ""
    behind: float = 0.0

    def context(self, width: int, height: int) -> Context:
        """The room and moment a view gets."""
        return Context(
            width=width, height=height, now=self.now, glyphs=self.glyphs, zone=self.zone, find=self.stream.find
        )
