"""The log of a Buildbot build: that of its steps, one after the other, each under its name."""

from collections import OrderedDict

from collectors.ci.buildbot_rows import Chunks, Log, Logs, Step, Steps
from collectors.ci.errors import MissingError, TooLargeError
from collectors.ci.http.client import Client, MiB
from collectors.ci.provider import LogPart

MOST = 64 * MiB
KEPT = 32
KEPT_BYTES = MiB
LINES = 8192
STREAMS = "s"
PAGE = "h"
_HEADER_END = "h using PTY: "


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
        logs = [log for log in found.logs if log.type != PAGE]
        lines = [f"==== {step.name}"] if logs else []
        for log in logs:
            try:
                lines += told(await self._lines(log), streams=log.type == STREAMS)
            except MissingError:  # it was deleted, as old logs are
                lines.append("(this log is no longer kept)")
        return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")

    async def _lines(self, log: Log) -> list[str]:
        """All lines so far; asked for in portions, smaller ones where the lines are long."""
        lines: list[str] = []
        portion, size = LINES, 0
        while size < MOST:
            wanted = {"offset": len(lines), "limit": portion}
            try:
                found = await self._client.get(f"{self._root}/logs/{log.logid}/contents", Chunks, wanted)
            except TooLargeError:
                if portion == 1:
                    raise
                portion = max(portion // 8, 1)
                continue
            text = "".join(chunk.content for chunk in found.logchunks)
            lines += text.removesuffix("\n").split("\n") if text else []
            size += len(text)
            if text.count("\n") < portion:
                break
        return lines


def told(lines: list[str], *, streams: bool) -> list[str]:
    """The lines without the sign of their stream, and without what the worker says first.

    That is the command and all of the environment, which tells nothing of the run and may hold secrets.
    """
    if not streams:
        return lines
    end = next((n for n, line in enumerate(lines) if line.startswith(_HEADER_END) or line[:1] in ("o", "e")), None)
    if end is None:
        return []
    first = end + 1 if lines[end].startswith(_HEADER_END) else end
    return [line[1:] for line in lines[first:]]
