"""What the queue asks before a job starts and after it failed; who answers knows breakers, causes and policies."""

from typing import Protocol

from msgspec import Struct

from console.actions.attempt import Attempt
from console.model.job import Ending, Job, Work
from console.model.ruling import Step


class Hindrance(Struct, frozen=True):
    """Why a job does not start now, and after how many seconds to ask again; None: when something tells.

    `skip` tells that it never starts: what it would have done is left out.
    """

    why: str
    wait: float | None
    skip: bool = False


class Care(Protocol):
    """Answers the queue's questions; what it decides is stored when it returns."""

    async def admit(self, job: Job) -> Hindrance | None:
        """Whether something the job depends on is in its way; the job as it stands before its next attempt."""
        ...

    async def work(self, job: Job) -> Work:
        """What the present attempt of the job is to do."""
        ...

    async def after(self, job: Job, ending: Ending, attempt: Attempt) -> Step | None:
        """What follows an attempt; None where nobody but the person may try again."""
        ...
