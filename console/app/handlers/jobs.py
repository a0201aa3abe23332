"""What a person can do with the jobs of pane 5."""

import shlex
import uuid

import msgspec

from console.app.handlers.base import Handler, Handlers, Work
from console.app.handlers.orders import order
from console.model import job as model
from console.model.environment import allowed
from console.model.job import Job, JobState
from console.model.lines import Role
from console.views.breaker import BREAKER_KEY
from console.views.jobs import JOB_KEY

ASK_SECONDS = 5.0


class JobHandlers:
    """Acts on the opened job, else on the selected one of pane 5."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._desk = work.desk
        self._asked = (0, float("-inf"))

    def handlers(self) -> Handlers:
        """The handlers by action id."""
        return {
            "act.retry": self.retry, "job.run": self.run, "job.cancel": self.cancel, "job.pause": self.pause,
            "job.priority": self.priority, "group.set": self.group,
            "pain.ack": self.see_to_it,
            "breaker.hold": self._breaking("breaker.hold"), "breaker.reset": self._breaking("breaker.reset"),
        }  # fmt: skip

    async def retry(self, _argument: str) -> None:
        """Run the selected job once more; one that did not fail only when asked twice."""
        job = self._job()
        if job is None:
            return
        now = self._desk.setup.clock.monotonic()
        again = self._asked[0] == job.id and now - self._asked[1] < ASK_SECONDS
        if job.state not in (JobState.FAILED, JobState.INTERRUPTED) and not again:
            self._asked = (job.id, now)
            self._desk.say(f"job {job.id} {job.state.value}; once more to run it again", Role.NOTICE)
            return
        await order(self._work, "job.retry", {"job": job.id})

    async def run(self, argument: str) -> None:
        """Queue a command line, split into words as a shell does; no shell runs it."""
        setup = self._desk.setup
        try:
            argv = tuple(shlex.split(argument))
        except ValueError as error:
            self._desk.say(f"the command cannot be read: {error}", Role.WARN)
            return
        if not argv:
            self._desk.say("job.run COMMAND queues a command", Role.WARN)
            return
        wanted = model.Work(argv=argv, cwd=setup.project or "/", env=allowed(setup.env))
        await order(self._work, "job.add", {"work": msgspec.to_builtins(wanted), "token": uuid.uuid4().hex})

    async def cancel(self, _argument: str) -> None:
        """End the selected job."""
        job = self._job()
        if job is not None:
            await order(self._work, "job.cancel", {"job": job.id})

    async def pause(self, _argument: str) -> None:
        """Hold the selected job, or let it go on."""
        job = self._job()
        if job is not None:
            command = "job.resume" if job.state is JobState.PAUSED else "job.pause"
            await order(self._work, command, {"job": job.id})

    async def priority(self, argument: str) -> None:
        """Give the selected job another priority."""
        job = self._job()
        if job is None:
            return
        try:
            value = int(argument)
        except ValueError:
            self._desk.say("job.priority NUMBER; higher goes first", Role.WARN)
            return
        await order(self._work, "job.edit", {"job": job.id, "changes": {"priority": value}})

    async def see_to_it(self, argument: str) -> None:
        """Acknowledge what hurts, so that it grows no more and nobody is told of it louder."""
        await order(self._work, "pain.ack", {"scope": argument.strip()})

    async def group(self, argument: str) -> None:
        """Set a group's limit; 0 holds it."""
        name, _, number = argument.rpartition(" ")
        if not name or not number.isdecimal():
            self._desk.say("group.set NAME N; 0 holds the group", Role.WARN)
            return
        limit = {"parallel": int(number), "paused": False} if int(number) else {"paused": True}
        await order(self._work, "group.set", {"group": name.strip(), **limit})

    def _breaking(self, command: str) -> Handler:
        async def act(argument: str) -> None:
            """Hold or reset the named dependency, else the selected one."""
            selected = self._key()
            named = argument.strip() or (selected.removeprefix(BREAKER_KEY) if selected.startswith(BREAKER_KEY) else "")
            if named:
                await order(self._work, command, {"key": named})
            else:
                self._desk.say(f"{command} NAME; `show breakers` lists what is known", Role.WARN)

        return act

    def _key(self) -> str:
        """The identity of the opened row, else of the selected one of pane 5."""
        desk = self._desk
        return desk.subject if desk.sheet else (desk.panes["jobs"].key if desk.active == "jobs" else "")

    def _job(self) -> Job | None:
        desk = self._desk
        key = self._key()
        job = next((job for job in desk.frame.jobs if f"{JOB_KEY}{job.id}" == key), None)
        if job is None:
            desk.say("no job is selected", Role.WARN)
        return job
