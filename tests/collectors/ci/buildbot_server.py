"""A real Buildbot master with one worker on loopback, for the tests: builders that pass, fail, flake and take long."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from http.client import HTTPException
from pathlib import Path

TWISTD = Path(sys.executable).with_name("twistd")
DEADLINE = 60.0
USER, PASSWORD = "ada", "correct-horse"

_MASTER = """
from buildbot.plugins import *

def recipe(*commands):
    factory = util.BuildFactory()
    for name, command in commands:
        factory.addStep(steps.ShellCommand(name=name, command=["/bin/sh", "-c", command], haltOnFailure=True))
    return factory

names = {
    "passing": recipe(("compile", "echo compiling; echo done"), ("test", "echo 3 passed")),
    "failing": recipe(("compile", "echo compiling"), ("test", "echo 'E   ValueError: bad seed'; exit 3")),
    "flaky": recipe(("test", "n=$(cat {folder}/n 2>/dev/null || echo 0); echo $((n+1)) > {folder}/n; "
                             "echo run $n; [ $((n%2)) = 1 ] || { echo \\"RuntimeError: odd\\"; exit 1; }")),
    "dated": recipe(("test", "date +%s.%N > {folder}/ended; exit 1")),
    "slow": recipe(("wait", "for i in $(seq 200); do echo line $i; sleep 0.2; done")),
}
www = dict(port="tcp:{http}:interface=127.0.0.1", plugins={})
if {closed}:
    www["auth"] = util.UserPasswordAuth([("{user}", "{password}")])
    www["authz"] = util.Authz(
        allowRules=[util.AnyControlEndpointMatcher(role="admins")],
        roleMatchers=[util.RolesFromUsername(roles=["admins"], usernames=["{user}"])])
c = BuildmasterConfig = dict(
    workers=[worker.Worker("w1", "pass")],
    protocols={"pb": {"port": "tcp:{pb}:interface=127.0.0.1"}},
    builders=[util.BuilderConfig(name=n, workernames=["w1"], factory=f) for n, f in names.items()],
    schedulers=[schedulers.ForceScheduler(name="force-" + n, builderNames=[n]) for n in names],
    www=www, title="test", buildbotURL="http://127.0.0.1:{http}/", db={"db_url": "sqlite:///state.sqlite"},
    buildbotNetUsageData=None)
"""
_WORKER_TAC = """
from twisted.application import service
from buildbot_worker.bot import Worker
application = service.Application("worker")
s = Worker("127.0.0.1", {pb}, "w1", "pass", {folder!r}, 60, umask=0o022)
s.bot.buffer_timeout = 0.3
s.setServiceParent(application)
"""


def missing() -> str:
    """Why no Buildbot can be started here, empty when it can."""
    return "" if TWISTD.exists() and shutil.which("buildbot", path=str(TWISTD.parent)) else "buildbot is not installed"


class Buildbot:
    """Master and worker as two processes; `closed` lets only a user who logged in change something."""

    def __init__(self, folder: Path, *, closed: bool = False) -> None:
        self._folder = folder
        self._closed = closed
        self._http, self._pb = _free_ports(2)
        self._processes: list[subprocess.Popen[bytes]] = []
        self.ended = folder / "worker" / "ended"
        self.url = f"http://127.0.0.1:{self._http}"

    def __enter__(self) -> "Buildbot":
        master, worker = self._folder / "master", self._folder / "worker"
        worker.mkdir(parents=True)
        bot = str(TWISTD.with_name("buildbot"))
        subprocess.run([bot, "create-master", "-r", str(master)], check=True, capture_output=True, timeout=60)
        values = {"http": self._http, "pb": self._pb, "folder": worker, "closed": self._closed}
        cfg = _MASTER
        for name, value in {**values, "user": USER, "password": PASSWORD}.items():
            cfg = cfg.replace("{" + name + "}", str(value))
        (master / "master.cfg").write_text(cfg)
        (worker / "buildbot.tac").write_text(_WORKER_TAC.format(folder=str(worker), pb=self._pb))
        try:
            self._start(master)
            self._wait("/api/v2/builders")
            self._start(worker)
            self._wait("/api/v2/workers", lambda text: '"connected_to": []' not in text and "w1" in text)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.send_signal(signal.SIGKILL)
            process.wait()

    def _start(self, folder: Path) -> None:
        argv = [str(TWISTD), "--nodaemon", "--no_save", "--pidfile=", "-y", "buildbot.tac"]
        with (folder / "out.log").open("wb") as out:
            self._processes.append(
                subprocess.Popen(argv, cwd=folder, stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=_environment())
            )

    def _wait(self, path: str, good: "object" = None) -> None:
        end = time.monotonic() + DEADLINE
        while True:
            try:
                with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                    text = answer.read().decode()
                if good is None or good(text):  # type: ignore[operator]
                    return
            except (OSError, HTTPException):  # it is not up so far
                pass
            assert all(process.poll() is None for process in self._processes), f"it has ended: {self._said()}"
            assert time.monotonic() < end, f"Buildbot did not get ready: {self._said()}"
            time.sleep(0.1)

    def _said(self) -> str:
        return "\n".join(path.read_text()[-2000:] for path in self._folder.rglob("*.log"))


def _environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "TMPDIR")} | {
        "PYTHONHASHSEED": str(secrets.randbelow(1000))
    }


def _free_ports(n: int) -> list[int]:
    open_ = [socket.socket() for _ in range(n)]
    try:
        for one in open_:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in open_]
    finally:
        for one in open_:
            one.close()
