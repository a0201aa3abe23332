"""The engine's department of failures: grouping on the way in, study and causes aside, decisions and opinions."""

import os.path
from collections.abc import Coroutine
from typing import Any

from console.analysis.grouping import best_grouper
from console.analysis.worker.client import Setup, Worker
from console.analysis.worker.protocol import Answer, Request
from console.bus import Channel
from console.engine.causes import Causes
from console.engine.cluster_commands import ClusterCommands
from console.engine.commands import Handler
from console.engine.explain import Explainer
from console.engine.grouping import Grouping, known_keys
from console.engine.study import Study
from console.model.clock import Clock
from console.model.settings import Settings
from console.store.tables import Batches
from console.store.writer import Committed, Writer


class Failures:
    """Wires what deals with failures; `store` is the path that other processes read, `committed` hears of changes.

    Raises ReadError when the store cannot be read.
    """

    def __init__(
        self,
        writer: Writer,
        committed: Channel[Committed],
        settings: Settings,
        clock: Clock,
        project: str,
        store: str,
    ) -> None:
        files = tuple(os.path.join(project, file) for file in settings.rules.categories)
        self._problems = _problems(files)
        self._worker = Worker(Setup(store=store, rules=files))
        self._study = Study(writer, committed, self._worker.ask, clock, project)
        self._causes = Causes(writer, committed, self._worker.ask, clock)
        self._explainer = Explainer(writer, committed, settings.explain, clock, project)
        self._grouping = Grouping(best_grouper(known_keys(store)))
        self._commands = ClusterCommands(writer, committed)

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know."""
        return (*self._problems, *self._grouping.trouble, *self._study.trouble, *self._explainer.notices)

    @property
    def unstudied(self) -> str:
        """Why clusters wait to be studied; empty while they do not."""
        return "; ".join(self._study.trouble)

    async def ask(self, request: Request, patience: float) -> Answer:
        """Have the analysis worker answer within so many seconds. Raises WorkerError."""
        return await self._worker.ask(request, patience)

    def group(self, batches: Batches) -> Batches:
        """The batches with fingerprints on every failure."""
        return self._grouping.group(batches)

    def table(self) -> dict[str, Handler]:
        """The commands by name."""
        return self._commands.table() | self._explainer.table()

    def jobs(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs until it is cancelled, by name."""
        return [("study", self._study.run()), ("causes", self._causes.run())]

    def nudge(self) -> None:
        """Clusters have changed."""
        self._study.nudge()
        self._causes.nudge()

    async def close(self) -> None:
        """Let the analysis worker go."""
        await self._worker.close()


def _problems(files: tuple[str, ...]) -> tuple[str, ...]:
    """What is wrong with the user's rules of classification, which the worker reads."""
    if not files:
        return ()
    from console.analysis.classify.rulefile import classifier_of

    return tuple(problem.text() for problem in classifier_of(files)[1])
