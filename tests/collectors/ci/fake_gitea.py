"""A stateful Gitea, or a Forgejo: runs and jobs in the words of either, reruns as new attempts."""

import json
from typing import Any

from tests.collectors.ci.loopback import Request, Response

ROOT = "/repos/ada/engine/actions"
TIME = "2023-11-14T22:13:20Z"
LATER = "2023-11-14T22:13:50Z"
NEVER = "0001-01-01T00:00:00Z"


class FakeGitea:
    """`forgejo` chooses the words; `closed` hides the version."""

    def __init__(self, version: str, *, forgejo: bool = False, closed: bool = False) -> None:
        self.version = version
        self.forgejo = forgejo
        self.closed = closed
        self.runs: list[dict[str, Any]] = []
        self.jobs: dict[int, list[dict[str, Any]]] = {}
        self.logs: dict[int, bytes] = {}

    def add(self, ended: str | None, *names: str) -> dict[str, Any]:
        number = len(self.runs) + 1
        self.runs.insert(0, self._run(number, ended))
        self.jobs[number] = [self._job(number * 100 + at, name, ended) for at, name in enumerate(names)]
        return self.runs[0]

    def answer(self, request: Request) -> Response:
        match (request.method, *request.path.removeprefix(ROOT).strip("/").split("/")):
            case ("GET", "version"):
                return Response(403) if self.closed else _json({"version": self.version})
            case ("GET", "runs"):
                return _json({"workflow_runs": self.runs, "total_count": len(self.runs)})
            case ("GET", "runs", number, "jobs"):
                page, limit = int(request.query["page"]), int(request.query["limit"])
                jobs = self.jobs[int(number)][(page - 1) * limit : page * limit]
                return _json(jobs if self.forgejo else {"jobs": jobs})
            case ("GET", "jobs", number, "logs"):
                return Response(200, self.logs[int(number)])
            case ("POST", "runs", number, "rerun" | "rerun-failed-jobs"):
                self._again(int(number), [j["name"] for j in self.jobs[int(number)]])
                return Response(201)
            case ("POST", "runs", number, "jobs", one, "rerun"):
                self._again(int(number), [j["name"] for j in self.jobs[int(number)] if j["id"] == int(one)])
                return Response(201)
            case ("POST", "runs", number, "cancel"):
                self.runs[-int(number)] |= self._ended("cancelled")
                return Response(204)
            case ("POST", "workflows", _, "dispatches"):
                self.add(None, "build")["head_branch"] = json.loads(request.body)["ref"]
                return Response(204)
        return Response(404, b'{"message": "not found"}')

    def _again(self, number: int, names: list[str]) -> None:
        run = self.runs[-number]
        run |= {"status": "in_progress", "conclusion": None, "run_attempt": run["run_attempt"] + 1}
        attempt = run["run_attempt"]
        self.jobs[number] += [
            self._job(number * 100 + attempt * 10 + at, name, None) | {"run_attempt": attempt}
            for at, name in enumerate(names)
        ]

    def _run(self, number: int, ended: str | None) -> dict[str, Any]:
        if self.forgejo:
            return {
                "id": number, "title": "Mend it", "workflow_id": "ci.yml", "prettyref": "main", "commit_sha": "c0ffee",
                "index_in_repo": number, "trigger_user": {"login": "ada"}, "event": "push", "created": TIME,
                "started": TIME, "stopped": LATER if ended else NEVER, "html_url": "https://x.example/1",
                **self._ended(ended),
            }  # fmt: skip
        return {
            "id": number, "display_title": "Mend it", "path": "ci.yml@refs/heads/main", "head_branch": "main",
            "head_sha": "c0ffee", "run_number": number, "run_attempt": 1, "actor": {"login": "ada"}, "event": "push",
            "started_at": TIME, "completed_at": LATER if ended else NEVER, "html_url": "https://x.example/1",
            **self._ended(ended),
        }  # fmt: skip

    def _job(self, number: int, name: str, ended: str | None) -> dict[str, Any]:
        words = ("started", "stopped") if self.forgejo else ("started_at", "completed_at")
        times = dict(zip(words, (TIME, LATER if ended else NEVER), strict=True))
        steps = [{"number": 0, "name": "Run tests", **times, **self._ended(ended)}]
        return {"id": number, "name": name, "runner_name": "r1", "steps": steps, **times, **self._ended(ended)}

    def _ended(self, ended: str | None) -> dict[str, str | None]:
        """Forgejo has one word for both; Gitea two."""
        if self.forgejo:
            return {"status": ended or "running"}
        return {"status": "completed" if ended else "in_progress", "conclusion": ended}


def _json(value: object) -> Response:
    return Response(200, json.dumps(value).encode())
