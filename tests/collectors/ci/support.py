"""What the CI tests share: a project with remotes, a line to a fake server, an examiner that reads files itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from collectors.ci.examiner import Examined, Fetch
from collectors.ci.http.client import Client
from collectors.ci.http.credential import Credential, bearer
from collectors.ci.http.host import Host
from collectors.ci.provider import Place
from console.model.ci import CiJob, Outcome, Phase, Run, Stand, Told
from tests.collectors.sources_support import HandClock

HOST = "github.example"


def even() -> float:
    """A throw of the dice that is always the middle."""
    return 0.5


def place(base: str, kind: str = "github", project: str = "ada/engine") -> Place:
    return Place(kind=kind, base=base, host=HOST, project=project)


@asynccontextmanager
async def client(
    base: str, clock: HandClock, credential: Credential | None = None, token: str = ""
) -> AsyncIterator[Client]:
    credential = bearer(base, token, "a test") if token else credential
    made = Client(base, Host(HOST, clock, even), credential)
    try:
        yield made
    finally:
        await made.close()


def run(number: str = "1", outcome: Outcome | None = Outcome.SUCCESS, **more: object) -> Run:
    phase = Phase.FINISHED if outcome else Phase.RUNNING
    values = {"place": "h/p", "id": number, "name": "CI", "stand": Stand(phase, outcome, str(outcome)), "created": 1.0}
    return Run(**(values | more))


def job(number: str, name: str = "test", outcome: Outcome | None = Outcome.SUCCESS, **more: object) -> CiJob:
    phase = Phase.FINISHED if outcome else Phase.RUNNING
    values = {"place": "h/p", "run": "1", "id": number, "name": name, "stand": Stand(phase, outcome, str(outcome))}
    return CiJob(**(values | more))


def checkout(folder: Path, url: str, *files: str) -> Path:
    """A checkout without git: only the configuration, and the named files."""
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "config").write_text(f'[core]\n\tbare = false\n[remote "origin"]\n\turl = {url}\n')
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


class Reader:
    """An examiner that takes the log's last line for the cause."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    async def failed(self, run: Run, job: CiJob, path: str, fetch: Fetch) -> Examined:
        self.paths.append(path)
        lines = tuple(_text(path).splitlines())
        told = Told(place=job.place, run=job.run, job=job.id, lines=lines, summary=lines[-1] if lines else "")
        return Examined(told)


def _text(path: str) -> str:
    return Path(path).read_text()
