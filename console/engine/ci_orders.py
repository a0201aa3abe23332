"""What people ask of CI servers: run again, cancel, set off, watch, fetch a log; each a command in the audit trail."""

import asyncio
from typing import Any

from collectors.ci.collector import CiCollector
from collectors.ci.errors import CiError
from collectors.ci.provider import Ability, Acted, Provider, Trigger
from console.engine.ci_follow import CiFollow
from console.engine.commands import FailedError, Handler, RefusedError
from console.model.ci import Card, CiJob, Order
from console.model.command import Command
from console.store import read_ci
from console.store.writer import Writer
from console.text.clean import clean
from console.text.redact import redact_text

WORD = 300
PATIENCE = 75.0


class CiOrders:
    """Arguments: `run` (the store's number), `job` (name or server's id), `failed`; `place`, `name`, `ref`, `inputs`.

    What is asked is followed to its end; the outcome then replaces the command's.
    """

    def __init__(self, collector: CiCollector, follow: CiFollow, writer: Writer) -> None:
        self._collector = collector
        self._follow = follow
        self._writer = writer

    def table(self) -> dict[str, Handler]:
        """The commands by name."""
        own: dict[str, Handler] = {
            "ci.retry": self._retry, "ci.cancel": self._cancel, "ci.trigger": self._trigger, "ci.watch": self._watch,
            "ci.log": self._log,
        }  # fmt: skip
        return {name: _guarded(handler) for name, handler in own.items()}

    async def _retry(self, command: Command) -> str:
        card = await self._card(command)
        provider = self._provider(card.run.place)
        job = _job(card, command.args)
        failed = command.args.get("failed") is True and job is None
        wanted = Ability.RETRY_JOB if job else Ability.RETRY_FAILED if failed else Ability.RETRY
        if wanted not in provider.can and Ability.RETRY in provider.can and (failed or len(card.jobs) == 1):
            wanted, job, failed = Ability.RETRY, None, False  # the whole is the part
        _able(provider, wanted)
        acted = await provider.retry(card.run, job, failed=failed)
        return await self._followed(command, card.run.place, acted)

    async def _cancel(self, command: Command) -> str:
        card = await self._card(command)
        if card.run.stand.over:
            raise RefusedError(f"run {card.key} is over ({card.run.stand.word})")
        provider = self._provider(card.run.place)
        _able(provider, Ability.CANCEL)
        return await self._followed(command, card.run.place, await provider.cancel(card.run))

    async def _trigger(self, command: Command) -> str:
        place = self._place(_word(command.args, "place"))
        provider = self._provider(place)
        _able(provider, Ability.TRIGGER)
        inputs = command.args.get("inputs", {})
        if not isinstance(inputs, dict):
            raise RefusedError("inputs have to be names with values")
        given = {str(name): str(value) for name, value in inputs.items()}
        wanted = Trigger(name=_word(command.args, "name"), ref=_word(command.args, "ref"), inputs=given)
        return await self._followed(command, place, await provider.trigger(wanted))

    async def _watch(self, command: Command) -> str:
        card = await self._card(command)
        if card.run.stand.over:
            return f"run {card.key} is over ({card.run.stand.word})"
        acted = Acted(words=f"run {card.key} is watched", run=card.run.id, attempt=card.run.attempt)
        return await self._followed(command, card.run.place, acted)

    async def _log(self, command: Command) -> str:
        """The path of a job's log, all that the server gives out of it so far; else of the first that failed."""
        card = await self._card(command)
        job = _job(card, command.args) or next((one for one in card.jobs if one.stand.bad), None)
        job = job or (card.jobs[-1] if card.jobs else None)
        if job is None:
            raise RefusedError(f"run {card.key} has no jobs so far")
        provider = self._provider(card.run.place)
        _able(provider, Ability.LOG)
        return await self._collector.rounds.shelf.fetch(provider, job)

    async def _followed(self, command: Command, place: str, acted: Acted) -> str:
        """Follow what was set off, and look at its place at once."""
        what = command.name.removeprefix("ci.")
        await self._follow.add(
            Order(
                id=command.id, place=place, what=what, who=command.who, asked=command.time, run=acted.run,
                attempt=acted.attempt, words=acted.words,
            )
        )  # fmt: skip
        self._collector.rounds.hurry(place)
        return acted.words

    def _provider(self, place: str) -> Provider:
        return self._collector.rounds.watch(place).provider

    async def _card(self, command: Command) -> Card:
        key = command.args.get("run")
        if not isinstance(key, int) or isinstance(key, bool) or not 0 < key < 1 << 62:
            raise RefusedError("run has to be a number, as `kontrapunkt ci list` shows it")
        found = await self._writer.aside(lambda conn: read_ci.card(conn, key))
        if found is None:
            raise RefusedError(f"there is no run {key}; `kontrapunkt ci list` lists them")
        return found

    def _place(self, named: str) -> str:
        """The named place, or the only one. Raises RefusedError."""
        known = list(self._collector.rounds.watches)
        fitting = [name for name in known if not named or name == named or name.endswith(f"/{named}")]
        if len(fitting) != 1:
            raise RefusedError(f"name one of the places: {', '.join(known) or 'none is watched'}")
        return fitting[0]


def _guarded(handler: Handler) -> Handler:
    """The handler, with what a server says no to as the outcome."""

    async def handle(command: Command) -> str:
        try:
            async with asyncio.timeout(PATIENCE):
                return await handler(command)
        except TimeoutError:
            raise FailedError("the server takes too long") from None
        except (CiError, OSError) as error:
            raise FailedError(str(error)) from error

    return handle


def _able(provider: Provider, wanted: Ability) -> None:
    if wanted not in provider.can:
        known = ", ".join(sorted(ability.value for ability in provider.can)) or "nothing"
        raise RefusedError(f"{wanted.value}: {provider.place.name} cannot do that as we are logged in, only: {known}")


def _job(card: Card, args: dict[str, Any]) -> CiJob | None:
    """The named job of a run, None where none is named. Raises RefusedError."""
    named = _word(args, "job")
    if not named:
        return None
    found = next((job for job in card.jobs if named in (job.id, job.name)), None)
    if found is None:
        raise RefusedError(f"run {card.key} has no job {named!r}; it has: {', '.join(job.name for job in card.jobs)}")
    return found


def _word(args: dict[str, Any], name: str) -> str:
    return redact_text(clean(str(args.get(name) or "")))[:WORD].strip()
