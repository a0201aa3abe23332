"""The log of a Buildbot build: that of its steps, one after the other, each under its name."""

from collections import OrderedDict

from collectors.ci.buildbot_rows import Logs, Step, Steps
from collectors.ci.errors import MissingError
from collectors.ci.http.client import Client, MiB
from collectors.ci.provider import LogPart

MOST = 64 * MiB
KEPT = 32
KEPT_BYTES = MiB


class BuildbotLog:
    """Reads logs; those of steps that are over are remembered while they are small, for a log that is followed."""

    def __init__(self, client: Client, root: str) -> None:
        self._client = client
        self._root = root
        self._known: OrderedDict[int, bytes] = OrderedDict()

    async def part(self, build: str, offset: int, *, over: bool) -> LogPart:
        """What the build printed so far, from a byte on. Raises CiError."""
        found = await self._client.get(f"{self._root}/builds/{build}/steps", Steps)
        data = bytearray()
        for step in found.steps:
            if not step.hidden and step.started_at is not None and len(data) < MOST:
                data += await self._step(step)
        return LogPart(bytes(data[offset:MOST]), max(len(data), offset), whole=over)

    async def _step(self, step: Step) -> bytes:
        known = self._known.get(step.stepid)
        if known is not None:
            return known
        data = await self._printed(step)
        if step.complete and len(data) <= KEPT_BYTES:
            self._known[step.stepid] = data
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        return data

    async def _printed(self, step: Step) -> bytes:
        found = await self._client.get(f"{self._root}/steps/{step.stepid}/logs", Logs)
        parts = [f"==== {step.name}\n".encode()] if found.logs else []
        for log in found.logs:
            if log.type == "h":  # a page, not a text
                continue
            try:
                parts.append(await self._client.fetch(f"{self._root}/logs/{log.logid}/raw_inline", most=MOST))
            except MissingError:  # it was deleted, as old logs are
                parts.append(b"(this log is no longer kept)\n")
        return b"".join(part if part.endswith(b"\n") else part + b"\n" for part in parts)
