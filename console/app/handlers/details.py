"""What opens behind enter: details, and the chart of a series; their views are imported when first asked for."""

import asyncio
from typing import TYPE_CHECKING

from msgspec.structs import replace

from console.app.handlers.base import Work
from console.app.layout import CHARTED
from console.model.breaker import BreakerState
from console.model.event import Event
from console.model.frame import Series
from console.model.lines import Role
from console.model.machine import ProcessRow
from console.views.base import Context, PaneView
from console.views.breaker import BREAKER_KEY
from console.views.jobs import JOB_KEY
from console.views.upkeep import WORKAROUND_KEY
from widgets.detail import Document

if TYPE_CHECKING:
    from console.model.where import Where
    from console.text.excerpt import Excerpt

HOUR = 3600.0
POINTS = 600
VSM, WHERE = "vsm", "where"


class Details:
    """Opens the detail that belongs to the active pane."""

    def __init__(self, work: Work) -> None:
        self._desk = work.desk
        self._feed = work.feed
        self._charting: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Open the selected row; panes without rows are zoomed."""
        desk = self._desk
        pane, frame = desk.panes[desk.active], desk.frame
        if pane is desk.events:
            if desk.events.selected is not None:
                await self._open_event(desk.events.selected)
            return
        key = pane.key
        document: Document | None = None
        subject = ""
        if desk.active == "jobs" and key.startswith(JOB_KEY):
            await self._open_job(key)
            return
        if desk.active == "jobs" and key.startswith(BREAKER_KEY):
            self._open_breaker(key)
            return
        if desk.active == "jobs" and key.startswith(WORKAROUND_KEY):
            await self.health("")
            return
        if desk.active == "jobs":
            document = next((_process(row) for row in frame.processes if str(row.pid) == key), None)
        elif desk.active == "clusters" and key:
            await self.open_cluster(int(key))
            return
        elif desk.active == "forecast" and desk.zoomed:
            document = self._series(key)
            subject = key
        if document is None:
            desk.zoomed = True
            desk.relayout()
            self.want_chart()
        else:
            self.show(document, live=bool(subject), subject=subject)

    async def _open_job(self, key: str) -> None:
        """Show a job and the end of what its last attempt printed, read anew with every frame while it runs."""
        from console.views.job import job_detail

        desk = self._desk
        job = next((job for job in desk.frame.jobs if f"{JOB_KEY}{job.id}" == key), None)
        if job is None:
            return
        output = await self._feed.output(job.id, job.attempt) if job.attempt else ""

        def document(ctx: Context) -> PaneView:
            now = next((one for one in desk.frame.jobs if one.id == job.id), job)
            return job_detail(now, output, ctx)

        self.show(document, live=True, subject=key)

    def _open_breaker(self, key: str) -> None:
        """Show a breaker as it stands with every frame; one that closed meanwhile as it was last seen."""
        from console.views.breaker import breaker_detail

        desk = self._desk
        known = next((b for b in desk.frame.upkeep.breakers if f"{BREAKER_KEY}{b.key}" == key), None)
        if known is None:
            return

        def document(ctx: Context) -> PaneView:
            now = next((one for one in desk.frame.upkeep.breakers if one.key == known.key), None)
            closed = replace(known, state=BreakerState.CLOSED, why="it may be used again")
            return breaker_detail(now or closed, desk.frame, ctx)

        self.show(document, live=True, subject=key)

    async def open_cluster(self, number: int) -> None:
        """Show all that is known of a cluster."""
        document = await self._dossier(number)
        if document is None:
            self._desk.say(f"there is no cluster {number} any more", Role.WARN)
        else:
            self.show(document, subject=str(number))

    async def renew(self) -> None:
        """Show what became of the opened cluster, where one is open."""
        desk = self._desk
        opened = desk.sheet == "detail" and desk.subject.isdecimal()
        document = await self._dossier(int(desk.subject)) if opened else None
        if document is not None:
            desk.detail.update(document)

    async def _dossier(self, number: int) -> Document | None:
        dossier = await self._feed.dossier(number, self._desk.at)
        if dossier is None:
            return None
        from console.views.dossier import dossier_detail

        return lambda ctx: dossier_detail(dossier, ctx)

    async def git(self, _argument: str) -> None:
        """Show the checkout."""
        frame, known = self._desk.frame, self._desk.frame.git
        if known is None:
            self._desk.say(str(frame.notes.get("git", "git has not reported yet")), Role.MUTED)
            return
        from console.views.detail import git_detail

        self.show(lambda ctx: git_detail(self._desk.frame.git or known, ctx), live=True)

    async def health(self, _argument: str) -> None:
        """Show the sources, the engine and what the console itself costs."""
        from console.views.figures import percent, size
        from console.views.health import health_view

        desk = self._desk

        def document(ctx: Context) -> PaneView:
            cost = f"{percent(desk.cpu)} of a core with the engine, {size(desk.rate)}/s to the terminal"
            return health_view(desk.frame, ctx, running=desk.connected or None, console=cost)

        self.show(document, live=True)

    async def greet(self) -> None:
        """Tell somebody who comes back where the work stands; nothing where there is nothing to tell."""
        from console.views.where import tells

        found = await self._feed.where(self._desk.setup.clock.now(), self._desk.setup.away)
        if tells(found) and not self._desk.sheet:
            self._show_where(found)

    async def where(self, _argument: str) -> None:
        """Show where the work stands."""
        self._show_where(await self._feed.where(self._desk.setup.clock.now(), self._desk.setup.away))

    def _show_where(self, found: "Where") -> None:
        from console.views.where import where_view

        self.show(lambda ctx: where_view(found, ctx), subject=WHERE)

    async def vsm(self, _argument: str) -> None:
        """Show the system view, or close it."""
        from console.views.vsm import vsm_view

        desk = self._desk
        if desk.sheet == "detail" and desk.subject == VSM:
            desk.sheet = ""
            desk.relayout()
        else:
            self.show(lambda ctx: vsm_view(desk.frame, ctx), live=True, subject=VSM)

    def _series(self, key: str) -> Document:
        from console.views.detail import series_detail

        return lambda ctx: series_detail(self._desk.frame, key, ctx)

    async def _open_event(self, event: Event) -> None:
        """Show what is known at once, the raw lines around it when they are read."""
        desk = self._desk
        self.show(_event(event, None))
        try:
            excerpt = await self._feed.excerpt(event)
        except Exception as error:  # noqa: BLE001 - the detail is shown all the same
            desk.say(f"the lines around it cannot be read: {error}", Role.WARN)
            return
        if excerpt is not None and desk.sheet == "detail":
            desk.detail.update(_event(event, excerpt))

    def show(self, document: Document, *, live: bool = False, subject: str = "") -> None:
        """Open a document as the detail; `subject` is the number of the cluster it is about."""
        self._desk.sheet, self._desk.subject = "detail", subject
        self._desk.detail.open(document, live=live)
        self._desk.relayout()

    def want_chart(self) -> None:
        """Draw the chart of the selected series, off the loop, when a zoomed pane shows one."""
        desk = self._desk
        if desk.zoomed and desk.active in CHARTED and (self._charting is None or self._charting.done()):
            self._charting = asyncio.create_task(self._chart())

    async def _chart(self) -> None:
        try:
            await self._draw_selected()
        except Exception as error:  # noqa: BLE001 - a task of its own: nobody else would tell
            self._desk.say(f"the chart cannot be drawn: {error}", Role.WARN)

    async def _draw_selected(self) -> None:
        """Draw until what is drawn is what is selected; the selection may move on meanwhile."""
        from console.views.forecast import forecast_of
        from widgets.chart import draw

        desk = self._desk
        chart = desk.chart
        while desk.zoomed and desk.active in CHARTED:
            key, title, span = self._charted()
            size, series = chart.size, desk.frame.series.get(key)
            wanted = (key, size, desk.theme, series.points[-1:] if series else ())
            if wanted == chart.drawn or not key or not size:
                return
            points = await self._points(key, series, span)
            ctx = desk.scene().context(size.width - 2, size.height - 2)
            found = forecast_of(desk.frame, points) if points else None
            lines = await asyncio.to_thread(draw, points, ctx.width, ctx.height, ctx, found) if points else ()
            chart.show_chart(title, lines, wanted)

    def _charted(self) -> tuple[str, str, float]:
        """The series to draw, what it is called, and over how many seconds."""
        desk = self._desk
        key = desk.panes[desk.active].key
        if desk.active == "budget" and key:
            from console.views.burn import burn_down

            return burn_down(desk.frame, key)
        from console.views.resources import label

        return key, label(key), HOUR

    async def _points(self, key: str, series: Series | None, span: float) -> Series | None:
        """A span of a series at its finest step; what the frame has where the store has nothing better."""
        until = self._desk.frame.at
        try:
            fine = await self._feed.series(key, until - span, until, POINTS)
        except Exception as error:  # noqa: BLE001 - the chart is drawn from the frame instead
            self._desk.say(f"the series cannot be read: {error}", Role.WARN)
            return series
        return fine if fine is not None and len(fine.points) > 1 else series


def _event(event: Event, excerpt: "Excerpt | None") -> Document:
    from console.views.detail import event_detail

    return lambda ctx: event_detail(event, ctx, excerpt)


def _process(row: ProcessRow) -> Document:
    from console.views.detail import process_detail

    return lambda ctx: process_detail(row, ctx)
