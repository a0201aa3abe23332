"""What takes longer than a key press may: it runs beside the keys, and its failure is told."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from console.app.desk import Desk
from console.model.lines import Role


class Background:
    """Tasks that nobody waits for; each is held until it is over."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, what: str, job: Coroutine[Any, Any, object]) -> asyncio.Task[None]:
        """Begin a job; `what` names it in the sentence that tells of its failure."""
        task = asyncio.create_task(self._run(what, job))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _run(self, what: str, job: Coroutine[Any, Any, object]) -> None:
        try:
            await job
        except Exception as error:  # noqa: BLE001 - a task of its own: nobody else would tell
            self._desk.say(f"{what} failed: {error}", Role.FAIL)
