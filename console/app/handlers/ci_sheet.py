"""The opened run of CI: as it stands with every frame, the log of the job in question beside it, searched."""

import asyncio
from typing import TYPE_CHECKING

from msgspec.structs import replace

from console.app.handlers.background import Background
from console.app.handlers.base import Work
from console.app.handlers.details import Details
from console.app.pattern import Pattern, PatternError
from console.link import LinkError
from console.model.ci import Card, CiJob
from console.model.command import CommandState
from console.model.lines import Role, plain
from console.views.base import Context, PaneView
from console.views.ci import CI_KEY
from widgets.sheet import UNBOUNDED

if TYPE_CHECKING:
    from console.views.ci_detail import Log

SIGN = "find "
LOOK = 3.0
LIMIT = 128 * 1024
"""Bytes of a log's end that are read."""


class CiSheet:
    """Shows one run at a time; its log is fetched anew until the run is over or the sheet is closed."""

    def __init__(self, work: Work, details: Details, background: Background) -> None:
        self._work = work
        self._desk = work.desk
        self._details = details
        self._background = background
        self._following: asyncio.Task[None] | None = None
        self._pattern = Pattern("")

    def open(self, card: Card) -> None:
        """Show a run, and fetch the log in question."""
        from console.views.ci_detail import Log

        if self._following is not None:
            self._following.cancel()
        self._pattern = Pattern("")
        self._show(card, Log())
        self._following = self._background.start("the log", self._follow(card))

    @property
    def opened(self) -> bool:
        """Whether a run is open."""
        return self._desk.sheet == "detail" and self._desk.subject.startswith(CI_KEY)

    def ask(self, written: str) -> None:
        """Search for what was written, or ask for it."""
        if written:
            self.search(written)
        else:
            self._desk.prompt.open(SIGN)

    def search(self, written: str) -> None:
        """Mark what matches, and go to the first of it."""
        try:
            self._pattern = Pattern(written)
        except PatternError as error:
            self._desk.say(str(error), Role.WARN)
            return
        self._desk.detail.repaint()
        if written:
            self.step(forward=True, start=-1)

    def step(self, *, forward: bool, start: int | None = None) -> None:
        """Go to the next line that matches, or the one before."""
        detail = self._desk.detail
        ctx = self._desk.scene().context(max(0, detail.size.width - 2), UNBOUNDED)
        lines = detail.document(ctx).lines
        here = detail.cursor if start is None else start
        found = [n for n, line in enumerate(lines) if self._pattern.matches(plain(line))]
        ahead = [n for n in found if n > here] if forward else [n for n in reversed(found) if n < here]
        if ahead:
            detail.move_to(ahead[0])
        else:
            self._desk.say(f"no {'later' if forward else 'earlier'} match", Role.MUTED)

    def _show(self, card: Card, log: "Log") -> None:
        from console.views.ci_detail import Keys, run_detail

        desk = self._desk
        label = desk.setup.keymap.label
        keys = Keys(tuple((one, label(one)) for one in ("act.retry", "ci.retry_failed", "ci.watch", "ci.browse")))

        def document(ctx: Context) -> PaneView:
            now = self._current(card)
            return run_detail(now, log, desk.frame, replace(ctx, find=self._pattern.text), keys)

        if self._is_open(card):
            if desk.detail.at_end:
                desk.detail.cursor = UNBOUNDED  # whoever looks at the end of a log sees it grow
            desk.detail.update(document)
        else:
            self._details.show(document, live=True, subject=f"{CI_KEY}{card.key}")

    def _current(self, card: Card) -> Card:
        return next((one for one in self._desk.frame.runs if one.key == card.key), card)

    def _is_open(self, card: Card) -> bool:
        return self.opened and self._desk.subject == f"{CI_KEY}{card.key}"

    async def _follow(self, card: Card) -> None:
        """Fetch the log again and again; once more after the run is over, because its end came meanwhile."""
        from console.views.ci_detail import question

        while self._is_open(card):
            now = self._current(card)
            jobs = question(now)
            if jobs:
                log = await self._fetched(now, jobs[0])
                if self._is_open(card):
                    self._show(card, log)
            if now.run.stand.over:
                return
            await self._desk.setup.clock.sleep(LOOK)

    async def _fetched(self, card: Card, job: CiJob) -> "Log":
        """The end of a job's log, or why there is none."""
        from console.views.ci_detail import Log

        refusal = self._refusal(card, job)
        link = self._work.refresher.link
        if refusal or link is None:
            return Log(job.name, note=refusal or "the log needs a running engine")
        try:
            command = await link.command("ci.log", {"run": card.key, "job": job.id})
            if command.state is not CommandState.DONE:
                return Log(job.name, note=command.outcome or command.state.value)
            words = await asyncio.to_thread(_end, command.outcome)
        except (LinkError, OSError) as error:
            return Log(job.name, note=str(error))
        return Log(job.name, words, "" if words else "it is empty so far")

    def _refusal(self, card: Card, job: CiJob) -> str:
        """Why the log is not asked for; empty where it is."""
        desk = self._desk
        place = next((one for one in desk.frame.places if one.place == card.run.place), None)
        if desk.setup.replay or desk.at is not None or desk.setup.readonly:
            return "logs are fetched in the present and not with --readonly"
        if place is not None and "log" not in place.can:
            return f"{place.place} does not give logs out as we are logged in"
        if place is not None and not job.stand.over and "follow" not in place.can:
            return "the server gives this log out when the job is over"
        return ""


def _end(path: str) -> str:
    from console.actions.output import tail

    return tail([path], LIMIT)
