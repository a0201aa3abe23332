"""Mending: what would be done and why, then a `y`; and keeping the work tree before anything else."""

import uuid
from typing import Any

from console.app.handlers.base import Handlers, Work
from console.app.handlers.details import Details
from console.app.handlers.orders import ask, order
from console.model.environment import allowed
from console.model.lines import Role
from console.views.base import Context, PaneView
from console.views.jobs import JOB_KEY

SIGN = "y?"


class FixHandlers:
    """Nothing is run before its dry run was shown and somebody typed `y`."""

    def __init__(self, work: Work, details: Details) -> None:
        self._work = work
        self._desk = work.desk
        self._details = details
        self._shown: dict[str, Any] = {}

    def handlers(self) -> Handlers:
        """The handlers by action id."""
        return {"act.fix": self.fix, "act.checkpoint": self.checkpoint}

    async def fix(self, argument: str) -> None:
        """Show what the suggestion of that number, the best without one, would do to the selected cluster or job."""
        subject = self._subject()
        if not subject or (argument and not argument.isdecimal()):
            self._desk.say("select a cluster or a failed job; `act.fix N` takes suggestion N", Role.WARN)
            return
        wanted = subject | {"suggestion": int(argument or 1)}
        words = await ask(self._work, "fix.apply", wanted | {"dry_run": True})
        if words is None:
            return
        from console.views.fix import fix_detail

        def document(ctx: Context) -> PaneView:
            return fix_detail(words, ctx)

        self._desk.unsay()
        self._shown = wanted
        self._details.show(document)
        self._desk.prompt.open(SIGN)

    async def submitted(self, text: str) -> None:
        """What was typed below the dry run: `y` runs it, everything else leaves things as they are."""
        wanted, self._shown = self._shown, {}
        self._desk.sheet = ""
        self._desk.relayout()
        if text.strip().lower() != "y" or not wanted:
            self._desk.say("nothing was run")
            return
        await order(self._work, "fix.apply", wanted | {"yes": True})

    async def checkpoint(self, argument: str) -> None:
        """Keep the work tree."""
        setup = self._desk.setup
        about = {"message": argument, "cwd": setup.project, "environment": allowed(setup.env)}
        await order(self._work, "checkpoint.take", about | {"token": uuid.uuid4().hex})

    def _subject(self) -> dict[str, Any]:
        """The opened cluster or job, else the selected one."""
        desk = self._desk
        panes = ("clusters", "jobs")
        key = desk.subject if desk.sheet else (desk.pane.key if desk.active in panes else "")
        if key.startswith(JOB_KEY):
            return {"job": int(key.removeprefix(JOB_KEY))}
        clusters = desk.sheet or desk.active == "clusters"
        return {"cluster": int(key)} if clusters and key.isdecimal() else {}
