"""The CI collector: finds places, has each followed by itself, and costs nothing while there is none."""

import asyncio
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from collectors.ci.errors import MissingError
from collectors.ci.examiner import Examiner
from collectors.ci.places import Found, find
from collectors.ci.push import Push
from console.model.batch import Batch, Emit, Resume
from console.model.clock import Clock
from console.model.settings import Settings

if TYPE_CHECKING:
    from collectors.ci.rounds import Rounds

LOOK_AROUND = 5.0
SIGN = 30.0
NO_PLACE = "no CI server is known for this project"


class CiCollector:
    """Watches the CI of a project. `folder` is where downloaded logs are kept, `random` gives 0 to 1.

    Nothing that talks to the network is imported before the first place is found.
    """

    name = "ci"
    interval = SIGN

    def __init__(
        self, settings: Settings, project: str, folder: str, clock: Clock, examiner: Examiner, *,
        random: Callable[[], float], variables: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self._settings = settings
        self._project = project
        self._folder = folder
        self._clock = clock
        self._examiner = examiner
        self._random = random
        self._variables = os.environ if variables is None else variables
        self._rounds: Rounds | None = None

    @property
    def rounds(self) -> "Rounds":
        """Everything that is watched now. Raises MissingError while that is nothing."""
        if self._rounds is None:
            raise MissingError(NO_PLACE)
        return self._rounds

    @property
    def detail(self) -> str:
        """What is wrong with some of the places, or that there is none."""
        if self._rounds is None:
            return NO_PLACE
        bad = [words for watch in self._rounds.watches.values() if (words := watch.sights.trouble())]
        return "; ".join(bad[:3])

    @property
    def trouble(self) -> str:
        """Why nothing of CI can be believed, empty while some place can."""
        watches = self._rounds.watches.values() if self._rounds else ()
        bad = [watch.sights.trouble() for watch in watches]
        return bad[0] if bad and all(bad) else ""

    async def run(self, emit: Emit, resume: Resume) -> None:
        """Watch until cancelled; places come and go with the remotes of the checkout."""
        self._rounds = None
        push = Push(self._project)
        tasks: dict[str, asyncio.Task[None]] = {}
        signed = float("-inf")
        async with asyncio.TaskGroup() as group:
            while True:
                found = {one.place.name: one for one in find(self._settings, self._project, self._variables)}
                if found and self._rounds is None:
                    self._rounds = self._start(emit, resume, group)
                self._come_and_go(found, tasks, group)
                if push.seen():
                    self._expect()
                if self._clock.monotonic() - signed >= SIGN:
                    signed = self._clock.monotonic()
                    await emit(Batch())
                await self._clock.sleep(LOOK_AROUND)

    def _start(self, emit: Emit, resume: Resume, group: asyncio.TaskGroup) -> "Rounds":
        from collectors.ci.rounds import Rounds

        rounds = Rounds(self._folder, self._clock, self._examiner, self._random, self._variables, emit, resume)
        group.create_task(rounds.dig(), name="ci logs")
        return rounds

    def _come_and_go(
        self, found: Mapping[str, Found], tasks: dict[str, asyncio.Task[None]], group: asyncio.TaskGroup
    ) -> None:
        """Begin to watch new places, leave those that are gone."""
        for name in [name for name in tasks if name not in found]:
            tasks.pop(name).cancel()
        for name, one in found.items():
            if name not in tasks and self._rounds is not None:
                tasks[name] = group.create_task(self._rounds.follow(one), name=f"ci {name}")

    def _expect(self) -> None:
        """Something was pushed: runs will begin soon."""
        for place in list(self._rounds.watches) if self._rounds else ():
            self.rounds.hurry(place)
