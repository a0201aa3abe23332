"""A stateful GitHub Actions: tags and 304, rate limits, attempts, lists that lag behind, logs on another host."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import formatdate
from typing import Any

from tests.collectors.ci.loopback import Request, Response

TOKEN = "ghp_" + "a1B2" * 9
ROOT = "/repos/ada/engine"


class FakeGitHub:
    """`now` is the server's clock, `lag` how many lists after a rerun still show the old attempt."""

    def __init__(self, now: Callable[[], float], logs: str = "", *, limit: int = 5000, lag: int = 0) -> None:
        self.now = now
        self.logs = logs
        self.limit = limit
        self.left = limit
        self.resets = now() + 3600
        self.lag = lag
        self.trouble: Callable[[Request], Response | None] = lambda _request: None
        self._runs: dict[int, dict[str, Any]] = {}
        self._jobs: dict[int, list[dict[str, Any]]] = {}
        self._hidden: dict[int, tuple[int, dict[str, Any]]] = {}
        self._next = 100
        self.charged = 0

    def add(self, conclusion: str | None, jobs: dict[str, str | None], /, *, name: str = "CI", **more: Any) -> int:
        """A run; `conclusion` None is one under way, and so for its jobs."""
        self._next += 1
        number = self._next
        status = "completed" if conclusion else "in_progress"
        self._runs[number] = {
            "id": number, "name": name, "path": ".github/workflows/ci.yml", "status": status, "conclusion": conclusion,
            "head_branch": "main", "head_sha": "c0ffee" * 6, "run_number": len(self._runs) + 1, "run_attempt": 1,
            "event": "push", "actor": {"login": "ada"}, "created_at": self._time(), "run_started_at": self._time(),
            "updated_at": self._time(), "html_url": f"https://x.example/{number}", "display_title": "Mend it", **more,
        }  # fmt: skip
        self._jobs[number] = [self._job(number, name, one, 1) for name, one in jobs.items()]
        return number

    def finish(self, number: int, conclusion: str) -> None:
        """End a run with all of its open jobs."""
        self._runs[number] |= {"status": "completed", "conclusion": conclusion, "updated_at": self._time()}
        for job in self._jobs[number]:
            if job["status"] != "completed":
                job |= {"status": "completed", "conclusion": conclusion, "completed_at": self._time()}

    def answer(self, request: Request) -> Response:
        """Answer as GitHub does."""
        if (troubled := self.trouble(request)) is not None:
            return troubled
        authorised = request.headers.get("authorization") == f"Bearer {TOKEN}"
        if "authorization" in request.headers and not authorised:
            return self._json({"message": "Bad credentials"}, 401)
        if self.now() >= self.resets:
            self.left, self.resets = self.limit, self.now() + 3600
        if self.left == 0:
            return self._json({"message": "API rate limit exceeded for user"}, 403)
        response = self._route(request, authorised)
        body = response.body
        tag = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
        same = request.method == "GET" and response.status == 200 and request.headers.get("if-none-match") == tag
        if not (same and authorised):
            self.left -= 1
            self.charged += 1
        headers = {**response.headers, **self._limits()} | ({"etag": tag} if request.method == "GET" else {})
        return Response(304 if same else response.status, b"" if same else body, headers)

    def _route(self, request: Request, authorised: bool) -> Response:
        parts = request.path.removeprefix(ROOT).strip("/").split("/")
        if not request.path.startswith(ROOT):
            return self._json({"message": "Not Found"}, 404)
        match (request.method, *parts):
            case ("GET", "actions", "runs"):
                return self._json({"total_count": len(self._runs), "workflow_runs": self._listed()})
            case ("GET", "actions", "runs", number, "jobs"):
                page, per = int(request.query.get("page", 1)), int(request.query.get("per_page", 30))
                jobs = self._jobs[int(number)]
                return self._json({"total_count": len(jobs), "jobs": jobs[(page - 1) * per : page * per]})
            case ("GET", "actions", "jobs", number, "logs") if authorised:
                return Response(302, b"", {"location": f"{self.logs}/blob/{number}?sig=secret-signature"})
            case ("GET", "check-runs", _, "annotations"):
                return self._json({"message": "Resource not accessible by personal access token"}, 403)
            case ("POST", "actions", "runs", number, "rerun" | "rerun-failed-jobs" as what) if authorised:
                return self._rerun(int(number), failed=what != "rerun")
            case ("POST", "actions", "runs", number, "cancel") if authorised:
                self.finish(int(number), "cancelled")
                return self._json({}, 202)
            case ("POST", "actions", "workflows", _, "dispatches") if authorised:
                self.add(None, {"build": None}, event="workflow_dispatch", head_branch=json.loads(request.body)["ref"])
                return Response(204)
        return self._json({"message": "Must have admin rights to Repository."}, 403)

    def _rerun(self, number: int, *, failed: bool) -> Response:
        run = self._runs[number]
        if run["status"] != "completed":
            return self._json({"message": "This workflow is already running"}, 403)
        self._hidden[number] = (self.lag, dict(run))
        attempt = run["run_attempt"] + 1
        run |= {"run_attempt": attempt, "status": "in_progress", "conclusion": None, "run_started_at": self._time()}
        last = {job["name"]: job for job in self._jobs[number]}
        again = [name for name, job in last.items() if not failed or job["conclusion"] == "failure"]
        self._jobs[number] += [self._job(number, name, None, attempt) for name in again]
        return self._json({}, 201)

    def _listed(self) -> list[dict[str, Any]]:
        """The newest first; a rerun shows up late."""
        shown = []
        for number, run in sorted(self._runs.items(), reverse=True):
            left, old = self._hidden.get(number, (0, run))
            shown.append(old if left else run)
            if left:
                self._hidden[number] = (left - 1, old)
        return shown

    def _job(self, run: int, name: str, conclusion: str | None, attempt: int) -> dict[str, Any]:
        self._next += 1000
        status = "completed" if conclusion else "in_progress"
        return {
            "id": self._next, "run_id": run, "name": name, "status": status, "conclusion": conclusion,
            "run_attempt": attempt, "started_at": self._time(), "completed_at": self._time() if conclusion else None,
            "runner_name": "r1", "html_url": None,
            "steps": [{"number": 1, "name": "Run tests", "status": status, "conclusion": conclusion}],
        }  # fmt: skip

    def _limits(self) -> dict[str, str]:
        return {
            "x-ratelimit-limit": str(self.limit), "x-ratelimit-remaining": str(self.left),
            "x-ratelimit-reset": str(int(self.resets)), "date": formatdate(self.now(), usegmt=True),
        }  # fmt: skip

    def _json(self, value: object, status: int = 200) -> Response:
        return Response(status, json.dumps(value).encode(), self._limits())

    def _time(self) -> str:
        return datetime.fromtimestamp(self.now(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
