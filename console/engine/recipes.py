"""The configured jobs of the project inside the engine: known anew when a file changes, and queued for nobody's asking.

Only what the configuration in force names is here: what a project's tools bring along runs only when a person asks.
"""

import asyncio
import os
from collections.abc import Iterable, Mapping
from functools import partial

from msgspec.structs import replace

from console.actions.affected.first import outputs, part_name, parts
from console.actions.recipes.discover import Found, UnknownRecipeError, configured
from console.actions.recipes.files import Folder
from console.actions.recipes.plan import linked, order, steps, work
from console.actions.recipes.recipe import Recipe
from console.config import Trust, load, project_file, user_file
from console.config.trust import TRUSTED, default_folder
from console.engine.queue.errors import JobError
from console.engine.queue.keeper import JobKeeper
from console.engine.queue.reuse import Asks
from console.model.job import After, Job, JobState, Work
from console.model.settings import Settings
from console.store.recurring import History, history

BEGUN = (JobState.RUNNING, JobState.PAUSED)


class ProjectJobs:
    """Reads `[jobs]` and `[groups]`; `config` replaces the files of project and user. `problems` say what is wrong.

    `folder` is that of the jobs' attempts.
    """

    def __init__(self, keeper: JobKeeper, ask: Asks, project: str, folder: str, config: str | None) -> None:
        self._keeper = keeper
        self._ask = ask
        self._folder = folder
        self.project = project
        self._config = config
        self._read: tuple[object, ...] = ()
        self._found = Found({})
        self.settings = Settings()
        self.problems: tuple[str, ...] = ()

    @property
    def recipes(self) -> Iterable[Recipe]:
        """The configured jobs."""
        return self._found.recipes.values()

    async def refresh(self) -> None:
        """Read the configuration again where a file of it, or the trust in it, has changed."""
        files = [self._config] if self._config else [user_file(), project_file(self.project)]
        seen = tuple(_stamp(path) for path in [*files, os.path.join(default_folder(), TRUSTED)])
        if seen == self._read:
            return
        self._read = seen
        self.settings = load(self.project, explicit=self._config, trust=Trust()).settings
        folder = Folder(self.project)
        made = [configured(name, settings, folder) for name, settings in self.settings.jobs.items()]
        self._found = Found({recipe.name: recipe for recipe in made if recipe})
        self.problems = tuple(folder.problems)
        await self._set_up_groups()

    async def open_runs(self, recipe: Recipe) -> list[Job]:
        """The runs of a job that are not over, whoever asked for them."""
        return [job for job in await self._keeper.open_jobs() if self._is(job, recipe)]

    async def queue(self, recipe: Recipe, who: str, token: str, after: tuple[After, ...] = ()) -> Job | None:
        """Queue a job after those that have to pass before it; asked again with the same token it is the same job.

        None, with the reason among the problems, where its settings say nothing that can run.
        """
        numbers: dict[str, tuple[int, ...]] = {}
        try:
            histories = {one.name: await self._history(one) for one in order(self._found, recipe.name)}
            split = partial(self._parts, histories)
            planned = await asyncio.to_thread(lambda: list(steps(self._found, recipe.name, self.work, split)))
            for place, step in enumerate(planned):
                made = linked(step, numbers)
                if step.name == recipe.name and not step.behind:
                    made = replace(made, after=(*made.after, *after))
                job = await self._keeper.add(made, who, f"{token}:{place}:{step.name}")
                numbers[step.name] = (*numbers.get(step.name, ()), job.id)
        except (UnknownRecipeError, ValueError, JobError) as error:
            self.problems = tuple(dict.fromkeys((*self.problems, f"job {recipe.name} cannot be queued: {error}")))
            return None
        return job if planned else None

    async def _history(self, recipe: Recipe) -> History:
        if not recipe.settings.affected:
            return History()
        return await self._ask(lambda conn: history(conn, recipe.name, part_name(recipe.name)))

    def _parts(self, histories: Mapping[str, History], recipe: Recipe, made: Work) -> tuple[Work, ...]:
        """A job as one run or two, by what it did before."""
        told = histories[recipe.name]
        return parts(recipe, made, self.project, told.passed, outputs(self._folder, told.failed))

    def work(self, recipe: Recipe) -> Work:
        """What runs for a job. Raises ValueError for settings that say nothing."""
        return work(recipe, self.project, os.environ, Work(argv=(), cwd="").umask)

    async def withdraw(self, job: Job) -> None:
        """End a run, or take it out of the queue; one that ended meanwhile is as good."""
        try:
            await self._keeper.cancel(job.id)
        except JobError:
            return

    def _is(self, job: Job, recipe: Recipe) -> bool:
        return job.work.name in (recipe.name, part_name(recipe.name)) and job.work.argv[0] == recipe.argv[0]

    async def _set_up_groups(self) -> None:
        await self._keeper.open_jobs()
        for name, group in self.settings.groups.items():
            track = self._keeper.track(name)
            if group.parallel and group.parallel != track.parallel:
                await self._keeper.set_track(replace(track, parallel=group.parallel))


def _stamp(path: str) -> tuple[int, int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
