"""A stateful Jenkins: a queue, builds with console marks, one project with branches, stages of a pipeline."""

import json
from typing import Any
from urllib.parse import unquote

from tests.collectors.ci.loopback import Request, Response

START = 1_700_000_000_000
MARK = b"\x1b[8mha:AAAA\x1b[0m"


class FakeJenkins:
    """`engine` is a job, `many` a project with branches; what is ordered waits until `start`."""

    def __init__(self) -> None:
        self.builds: list[dict[str, Any]] = []
        self.waiting: dict[str, Any] | None = None
        self.console: dict[int, bytes] = {}
        self.stages: list[dict[str, Any]] | None = None
        self._queue = 40

    def add(self, result: str | None, **more: Any) -> dict[str, Any]:
        self._queue += 1
        build = {
            "number": len(self.builds) + 1, "result": result, "building": result is None, "queueId": self._queue,
            "timestamp": START + len(self.builds) * 60_000, "duration": 5000 if result else 0, "builtOn": "agent-1",
            "actions": [
                {}, {"causes": [{"shortDescription": "Started by user Ada", "userName": "Ada"}]},
                {"lastBuiltRevision": {"SHA1": "c0ffee", "branch": [{"name": "refs/remotes/origin/main"}]}},
                {"parameters": [{"name": "LEVEL", "value": 2}, {"name": "DEEP", "value": True}, {"name": "SECRET"}]},
            ], **more,
        }  # fmt: skip
        self.builds.insert(0, build)
        return build

    def start(self) -> None:
        assert self.waiting is not None
        self.add(None, queueId=self.waiting["id"])
        self.waiting = None

    def answer(self, request: Request) -> Response:
        match (request.method, *(unquote(part) for part in request.path.strip("/").split("/"))):
            case ("GET", "job", "engine", "api", "json"):
                return _json({"name": "engine", "builds": self.builds, "queueItem": self.waiting})
            case ("GET", "job", "many", "api", "json"):
                branch = {"name": "feature%2Fx", "builds": self.builds, "queueItem": None}
                return _json({"name": "many", "jobs": [branch, {"name": "main", "builds": []}]})
            case ("GET", "job", *_, "wfapi", "describe"):
                return Response(404) if self.stages is None else _json({"stages": self.stages})
            case ("GET", "job", *_, number, "logText", "progressiveText"):
                return self._console(int(number), int(request.query["start"]))
            case ("POST", "job", *_, "build" | "buildWithParameters"):
                self._queue += 1
                self.waiting = {"id": self._queue, "why": "Waiting for next available executor", "inQueueSince": START}
                return Response(201, b"", {"location": f"http://other.example/queue/item/{self._queue}/"})
            case ("POST", "job", "engine", number, "stop"):
                self.builds[-int(number)] |= {"result": "ABORTED", "building": False, "duration": 1000}
                return Response(302, b"", {"location": "/"})
            case ("POST", "queue", "cancelItem"):
                self.waiting = None
                return Response(204)
        return Response(404, b"<html>no</html>")

    def _console(self, number: int, start: int) -> Response:
        """Marks count in offsets and are not sent."""
        raw = self.console[number]
        more = {"x-more-data": "true"} if self.builds[-number]["building"] else {}
        return Response(200, raw[start:].replace(MARK, b""), {"x-text-size": str(len(raw)), **more})


def _json(value: object) -> Response:
    return Response(200, json.dumps(value).encode())
