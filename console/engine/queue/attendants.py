"""The tasks that look after jobs, one a job at a time."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Attendants:
    """Tasks by the number of their job; one that has ended is forgotten."""

    def __init__(self) -> None:
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def attend(self, job: int, work: Coroutine[Any, Any, None]) -> None:
        """Have a task look after a job from now on; one before it goes its own way."""
        task = asyncio.create_task(work, name=f"job {job}")
        self._tasks[job] = task
        task.add_done_callback(lambda done: self._tasks.get(job) is done and self._tasks.pop(job))

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
