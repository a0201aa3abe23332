"""Clusters in a real engine: counted exactly through kill -9 and restarts, decided about through the socket."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from console import link
from console.model.cluster import Cluster, FailureQuery, Standing
from console.model.command import Command, CommandState
from console.model.event import Severity
from console.store.reader import Reader
from tests.conftest import Kontrapunkt, eventually

pytestmark = pytest.mark.engine

SETTINGS = """[logs]
paths = ["."]
[processes]
enabled = false
[machine]
enabled = false
[git]
enabled = false
"""


class Desk:
    """A project with one log, its engine, and what the store says."""

    def __init__(self, program: Kontrapunkt) -> None:
        self.program = program
        (program.project / "kontrapunkt.toml").write_text(SETTINGS)
        self.log = program.project / "app.log"
        self.log.write_text("")

    def write(self, *lines: str) -> None:
        with self.log.open("a") as stream:
            stream.writelines(f"{line}\n" for line in lines)

    def start(self) -> None:
        self.program.start_engine()

    def kill(self) -> None:
        engine = self.program.engines[-1]
        engine.kill()
        engine.wait()

    def clusters(self) -> dict[str, Cluster]:
        """The clusters by title."""
        path = self.program.state / "store.sqlite"
        if not path.exists():
            return {}
        reader = Reader(str(path))
        try:
            return {cluster.name or cluster.title: cluster for cluster in reader.clusters()}
        finally:
            reader.close()

    def cluster(self, part: str, fits: Callable[[Cluster], bool] = lambda _: True) -> Cluster:
        """The cluster with this part of a title, once it is as wanted."""
        return eventually(
            lambda: [cluster for title, cluster in self.clusters().items() if part in title and fits(cluster)],
            what=f"a cluster of {part}",
        )[0]

    def ask(self, name: str, /, **args: object) -> Command:
        reply = link.ask(str(self.program.state / "engine.sock"), link.Request(id=1, command=name, args=args, who="me"))
        assert reply[1] is not None
        assert reply[1].command is not None, reply[1].error
        return reply[1].command

    def done(self, name: str, /, **args: object) -> str:
        command = self.ask(name, **args)
        assert command.state is CommandState.DONE, command.outcome
        return command.outcome

    def failures(self, find: str) -> list[str]:
        reader = Reader(str(self.program.state / "store.sqlite"))
        try:
            return [failure.outcome for failure in reader.failures(FailureQuery(find=find)).failures]
        finally:
            reader.close()


@pytest.fixture
def desk(program: Kontrapunkt) -> Desk:
    return Desk(program)


def test_a_hundred_failures_are_one(desk: Desk) -> None:
    desk.start()
    desk.write(*(f"ERROR request {n} to 10.0.0.{n} failed after {n * 7} ms" for n in range(100)))
    cluster = desk.cluster("request", lambda c: c.total == 100)
    assert (cluster.keys, cluster.hour, cluster.standing) == (1, 100, Standing.NEW)
    assert len(desk.clusters()) == 1


def test_one_message_of_several_processes_is_one(desk: Desk) -> None:
    desk.start()
    heads = ("ERROR ", "2026-01-02 10:00:00 WARN [main] ", "Jan  2 10:00:00 red app[12]: ERROR ", "FATAL db: ", "")
    desk.write(*(f"{head}error writing block {n}: disk full" for n, head in enumerate(heads)))
    cluster = desk.cluster("disk full", lambda c: c.total == len(heads))
    assert (cluster.keys, cluster.severity, cluster.title) == (
        1,
        Severity.CRITICAL,
        "error writing block <*>: disk full",
    )
    assert len(desk.clusters()) == 1


def test_an_older_version_s_key_keeps_its_cluster_and_what_was_decided(desk: Desk) -> None:
    desk.start()
    desk.write("ERROR [w-1] disk full", "ERROR [w-1] no room left")
    one, two = desk.cluster("disk full").id, desk.cluster("no room left").id
    desk.done("cluster.merge", cluster=one, into=two)
    desk.done("cluster.rename", cluster=two, name="room")
    desk.kill()
    with closing(sqlite3.connect(desk.program.state / "store.sqlite")) as conn, conn:
        conn.execute("UPDATE keys SET fingerprint=replace(fingerprint, 'm', 'm0'), title='ERROR [w-<*>] '||title")
    desk.start()
    desk.write("WARN [w-2] disk full", "WARN [w-2] no room left", "WARN [w-2] no room left")
    assert desk.cluster("room", lambda c: c.total == 5 and c.keys == 4).id == two
    assert len(desk.clusters()) == 1


def test_counts_are_exact_through_kill_9(desk: Desk) -> None:
    for restart in range(3):
        desk.start()
        for n in range(5):
            desk.write(*(f"ERROR job {restart} {n} {i} broke" for i in range(20)))
        desk.cluster("broke", lambda c, low=restart: c.total > low * 100)  # type: ignore[misc]
        desk.kill()
    desk.start()
    cluster = desk.cluster("broke", lambda c: c.total >= 300)
    assert (cluster.total, cluster.id) == (300, 1)


def test_what_people_decide_survives_and_can_be_undone(desk: Desk) -> None:
    desk.start()
    desk.write("ERROR disk full", "ERROR no room left", "ERROR no room left")
    one, two = desk.cluster("disk full").id, desk.cluster("no room left", lambda c: c.total == 2).id
    desk.done("cluster.rename", cluster=two, name="room")
    desk.done("cluster.merge", cluster=one, into=two)
    desk.done("cluster.ack", cluster=one, note="on it")
    desk.kill()
    desk.start()
    merged = desk.cluster("room", lambda c: c.total == 3)
    assert (merged.id, merged.keys, merged.standing, merged.by) == (two, 2, Standing.ACKNOWLEDGED, "me")
    desk.write("ERROR disk full")
    merged = desk.cluster("room", lambda c: c.total == 4)
    for _ in range(3):
        desk.done("cluster.undo")
    assert {title: c.total for title, c in desk.clusters().items()} == {"disk full": 2, "no room left": 2}
    assert desk.ask("cluster.undo").state is CommandState.REFUSED


def test_what_was_resolved_comes_back_as_regressed(desk: Desk) -> None:
    desk.start()
    desk.write("ERROR cache cold")
    number = desk.cluster("cache cold").id
    assert "it was open" in desk.done("cluster.resolve", cluster=number, note="warmed")
    assert desk.failures("cold") == ["resolved by me: warmed"]
    assert desk.cluster("cache cold").standing is Standing.RESOLVED
    desk.kill()
    desk.start()
    desk.write("ERROR cache cold")
    assert desk.cluster("cache cold", lambda c: c.total == 2).standing is Standing.REGRESSED


def test_nonsense_is_refused_in_words(desk: Desk) -> None:
    desk.start()
    for name, args in (
        ("cluster.ack", {}),
        ("cluster.ack", {"cluster": 99}),
        ("cluster.ack", {"cluster": 1 << 70}),
        ("cluster.merge", {"cluster": 1, "into": None}),
        ("cluster.undo", {"decision": "x"}),
        ("cluster.nonsense", {}),
    ):
        command = desk.ask(name, **args)
        assert command.state is CommandState.REFUSED, name
        assert command.outcome


def test_a_traceback_is_evidence(desk: Desk, tmp_path: Path) -> None:
    desk.start()
    desk.write(
        "Traceback (most recent call last):",
        f'  File "{tmp_path}/app.py", line 3, in main',
        "    run(7)",
        "ValueError: bad value 7",
        "INFO next",
    )
    (cluster,) = eventually(lambda: list(desk.clusters().values()), what="a cluster")
    reader = Reader(str(desk.program.state / "store.sqlite"))
    dossier = reader.dossier(cluster.id)
    reader.close()
    assert dossier is not None
    assert dossier.evidence[0] == "Traceback (most recent call last):"
    assert dossier.affected.origins == ((str(desk.log), 1),)
