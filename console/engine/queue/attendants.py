"""The tasks that look after jobs, one a job at a time."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from console.store.writer import StoreCorruptError


class Attendants:
    """Tasks by the number of their job; one that has ended is forgotten. `alarm` is called when one meets damage."""

    def __init__(self, alarm: Callable[[], None]) -> None:
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._alarm = alarm
        self._damage: StoreCorruptError | None = None

    def attend(self, job: int, work: Coroutine[Any, Any, None]) -> None:
        """Have a task look after a job from now on; one before it goes its own way."""
        task = asyncio.create_task(work, name=f"job {job}")
        self._tasks[job] = task
        task.add_done_callback(lambda done: self._left(job, done))

    def raise_damage(self) -> None:
        """Raise what a task met that found the store damaged: its job goes on with the next engine alone."""
        if self._damage is not None:
            raise self._damage

    def _left(self, job: int, task: "asyncio.Task[None]") -> None:
        if self._tasks.get(job) is task:
            del self._tasks[job]
        if not task.cancelled() and isinstance(task.exception(), StoreCorruptError):
            self._damage = StoreCorruptError(str(task.exception()))
            self._alarm()

    def there(self, job: int) -> bool:
        """Whether somebody looks after a job."""
        task = self._tasks.get(job)
        return task is not None and not task.done()

    async def gone(self, job: int, seconds: float | None) -> None:
        """Wait until nobody looks after a job, at most so long."""
        if self.there(job):
            await asyncio.wait([self._tasks[job]], timeout=seconds)

    def cancel(self) -> None:
        """Let all go."""
        for task in self._tasks.values():
            task.cancel()
