import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.processes import procfs
from collectors.processes.changes import Changes, lasted, outcome
from collectors.processes.collector import ProcessCollector
from collectors.processes.consumers import Consumers
from collectors.processes.exits import ExitWatch
from collectors.processes.oom import OomWatch, own_group_file, read_count
from collectors.processes.sweep import Process, Sweep, Sweeper
from collectors.processes.table import FRESH_S, MiB, Table, hold, ordered
from console.model.clock import SystemClock
from console.model.event import Severity, Voice
from console.model.machine import ProcessRow
from console.model.settings import ProcessSettings
from tests.collectors.sources_support import HandClock, Recorder, wait_for

exits_known = pytest.mark.skipif(not ExitWatch()._able, reason="this kernel does not tell how strangers ended")


def stat(pid: int = 10, ppid: int = 1, **changes: object) -> procfs.Stat:
    fields: dict[str, object] = {
        "pid": pid, "ppid": ppid, "comm": b"make", "state": "S", "kernel": False, "ticks": 0, "threads": 1,
        "started": pid, "rss": 8 * MiB, "exit_status": 0,
    }  # fmt: skip
    return procfs.Stat(**(fields | changes))  # type: ignore[arg-type]


def process(pid: int = 10, ppid: int = 1, name: str = "make", **changes: object) -> Process:
    own = {key: changes.pop(key) for key in ("own", "quiet", "inside", "cpu", "code") if key in changes}
    return Process(stat(pid, ppid, **changes), 1000.0 + pid, name, name, "me", **({"own": True} | own))  # type: ignore[arg-type]


class Story:
    """Feeds sweeps to Changes three seconds apart."""

    def __init__(self, *there: Process) -> None:
        self.changes = Changes()
        self.alive = {p.stat.pid: p for p in there}
        self.time = 5000.0
        self.step()

    def step(self, *came: Process, gone: tuple[int, ...] = ()) -> list[object]:
        ended = [self.alive.pop(pid) for pid in gone]
        self.alive |= {p.stat.pid: p for p in came}
        self.time += 3
        return list(self.changes.observe(Sweep(dict(self.alive), list(came), ended), self.time, self.time))


class Stranger:
    """A shell between us and the processes of a test: what it starts is not our own child, so it is news."""

    def __init__(self) -> None:
        self.started: list[int] = []
        self.shell = subprocess.Popen(["/bin/sh"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, line: str) -> None:
        assert self.shell.stdin
        self.shell.stdin.write(f"{line}\n")
        self.shell.stdin.flush()

    def ask(self, line: str) -> str:
        self.run(line)
        assert self.shell.stdout
        return self.shell.stdout.readline().strip()

    def start(self, line: str) -> int:
        pid = int(self.ask(f"( {line} ) >/dev/null 2>&1 & echo $!"))
        self.started.append(pid)
        return pid

    def end(self) -> None:
        for pid in self.started:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.shell.kill()
        self.shell.communicate()


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    shell = Stranger()
    yield shell
    shell.end()


@pytest.fixture
def sleeper(tmp_path: Path) -> Path:
    """A program with a name of its own, so that no other test's processes are mistaken for it."""
    program = tmp_path / f"nap{os.getpid()}"
    shutil.copy("/bin/sleep", program)
    return program


def test_stat_line_with_brackets_and_blanks_in_the_name() -> None:
    raw = b"42 (a) b (c) Z 7 42 42 0 -1 4194560 1 0 0 0 250 50 0 0 20 0 3 0 999 1000 5 " + b"0 " * 27 + b"1792\n"
    parsed = procfs.parse_stat(42, raw)
    assert (parsed.comm, parsed.state, parsed.ppid) == (b"a) b (c", "Z", 7)
    assert (parsed.ticks, parsed.threads, parsed.started) == (300, 3, 999)
    assert parsed.rss == 5 * procfs.PAGE
    assert os.waitstatus_to_exitcode(parsed.exit_status) == 7


def test_own_figures_are_those_of_the_machine() -> None:
    mine = procfs.read_stat(os.getpid())
    assert mine is not None
    assert mine.ppid == os.getppid()
    assert mine.rss > MiB
    assert procfs.read_owner(os.getpid()) == os.geteuid()
    assert procfs.read_folder(os.getpid()) == str(Path.cwd())


def test_a_process_that_is_gone_is_none() -> None:
    child = subprocess.Popen(["true"])
    child.wait()
    assert procfs.read_stat(child.pid) is None
    assert procfs.read_argv(child.pid) == []
    assert procfs.read_owner(child.pid) is None
    assert procfs.count_descriptors(child.pid) is None


def test_descriptors_are_counted() -> None:
    before = procfs.count_descriptors(os.getpid())
    pipe = os.pipe()
    try:
        assert before is not None
        assert procfs.count_descriptors(os.getpid()) == before + 2
    finally:
        for descriptor in pipe:
            os.close(descriptor)


def test_sweep_measures_cpu_between_two_looks(stranger: Stranger) -> None:
    pid = stranger.start("while :; do :; done")
    sweeper = Sweeper("/")
    sweeper.look(0.0)
    begun = procfs.read_stat(pid)
    assert begun is not None
    wait_for(lambda: (now := procfs.read_stat(pid)) and now.ticks >= begun.ticks + 30)
    looked = sweeper.look(1.0).alive[pid]
    assert looked.cpu >= 29
    assert looked.state == "running"
    assert sweeper.look(2.0).alive[pid].cpu < looked.cpu + 200
    sweeper.close()


def test_sweep_learns_name_command_and_place(stranger: Stranger, sleeper: Path, tmp_path: Path) -> None:
    inside = stranger.start(f"cd {tmp_path} && exec {sleeper} 600")
    outside = stranger.start(f"cd / && exec {sleeper} 600")
    wait_for(lambda: all(procfs.read_argv(p)[:1] == [os.fsencode(sleeper)] for p in (inside, outside)))
    sweep = Sweeper(str(tmp_path)).look(0.0)
    assert sweep.alive[inside].name == sleeper.name
    assert sweep.alive[inside].inside
    assert not sweep.alive[outside].inside
    assert sweep.alive[inside].command == f"{sleeper} 600"
    assert not sweep.alive[inside].quiet
    assert sweep.alive[os.getpid()].quiet


def test_secrets_of_a_command_line_are_not_kept(stranger: Stranger, tmp_path: Path) -> None:
    fifo = tmp_path / "go"
    os.mkfifo(fifo)
    pid = stranger.start(f"exec sh -c 'read x < {fifo}; true' sh --token ghp_{'a1B2' * 9}")
    wait_for(lambda: b"--token" in procfs.read_argv(pid))
    command = Sweeper("/").look(0.0).alive[pid].command
    assert "ghp_" not in command
    assert "[redacted:" in command


def test_sweep_follows_exec(stranger: Stranger, sleeper: Path, tmp_path: Path) -> None:
    fifo = tmp_path / "go"
    os.mkfifo(fifo)
    pid = stranger.start(f"read x < {fifo}; exec {sleeper} 600")
    sweeper = Sweeper("/")
    assert sweeper.look(0.0).alive[pid].name == "sh"
    fifo.write_text("go\n")
    wait_for(lambda: procfs.read_argv(pid)[:1] == [os.fsencode(sleeper)])
    again = sweeper.look(1.0)
    assert again.alive[pid].name == sleeper.name
    assert pid not in {p.stat.pid for p in again.came}


def test_hostile_names_are_made_safe(stranger: Stranger, tmp_path: Path) -> None:
    shutil.copy("/bin/sleep", os.fsencode(tmp_path) + b"/x\x1b[2J\xff\x9b")
    pid = stranger.start(f"cd {tmp_path}; exec ./x* 600")
    wait_for(lambda: procfs.read_argv(pid)[:1] and b"\x1b" in procfs.read_argv(pid)[0])
    looked = Sweeper("/").look(0.0).alive[pid]
    assert not [c for c in looked.name + looked.command if ord(c) < 32 or 0x7F <= ord(c) < 0xA0]
    assert "�" in looked.command


@exits_known
@pytest.mark.parametrize(("ending", "code"), [("exit 3", 3), ("exit 0", 0), ("kill -9 $$", -9)])
def test_exit_codes_of_strangers(stranger: Stranger, tmp_path: Path, ending: str, code: int) -> None:
    fifo = tmp_path / "go"
    os.mkfifo(fifo)
    pid = stranger.start(f"exec sh -c 'read x < {fifo}; {ending}'")
    sweeper = Sweeper("/")
    sweeper.look(0.0)
    fifo.write_text("go\n")
    stranger.run("wait")
    wait_for(lambda: procfs.read_stat(pid) is None)
    gone = {p.stat.pid: p for p in sweeper.look(1.0).gone}
    assert gone[pid].code == code
    sweeper.close()


def test_a_zombie_tells_its_code(tmp_path: Path) -> None:
    child = subprocess.Popen(["sh", "-c", "exit 5"])
    wait_for(lambda: (now := procfs.read_stat(child.pid)) and now.state == "Z")
    looked = Sweeper("/").look(0.0).alive[child.pid]
    assert (looked.state, looked.code) == ("zombie", 5)
    child.wait()


def test_exit_watch_lets_go() -> None:
    watch = ExitWatch()
    before = procfs.count_descriptors(os.getpid())
    watch.hold(os.getppid())
    watch.close()
    watch.hold(os.getppid())
    assert procfs.count_descriptors(os.getpid()) == before
    assert watch.ended(os.getppid()) is None


def test_who_is_there_at_first_is_no_news() -> None:
    story = Story(process(10), process(11, state="Z"))
    assert story.step() == []


def test_a_start_is_told_when_a_second_sweep_finds_it() -> None:
    story = Story()
    assert story.step(process(20, name="pytest", inside=True)) == []
    (event,) = story.step()
    assert (event.kind, event.voice, event.severity) == ("process.start", Voice.SKYSKRAPER, Severity.DEBUG)
    assert event.text == "pytest started (pid 20): pytest"
    assert event.time == 1020.0
    assert story.step() == []


def test_many_starts_of_a_kind_are_one_line() -> None:
    story = Story()
    story.step(*(process(pid, name="cc1plus") for pid in range(20, 32)), process(50, name="ld"))
    assert [e.text for e in story.step()] == ["12 processes of cc1plus started", "ld started (pid 50): ld"]


@pytest.mark.parametrize(
    ("code", "inside", "voice", "severity", "words"),
    [
        (0, True, Voice.SKYSKRAPER, Severity.INFO, "exit code 0"),
        (0, False, Voice.SKYSKRAPER, Severity.DEBUG, "exit code 0"),
        (None, True, Voice.SKYSKRAPER, Severity.INFO, "exit code unknown"),
        (2, True, Voice.RUSTBELT, Severity.WARNING, "exit code 2"),
        (2, False, Voice.RUSTBELT, Severity.NOTICE, "exit code 2"),
        (-15, True, Voice.RUSTBELT, Severity.NOTICE, "killed by SIGTERM"),
        (-9, True, Voice.RUSTBELT, Severity.WARNING, "killed by SIGKILL"),
        (-11, True, Voice.RUSTBELT, Severity.ERROR, "killed by SIGSEGV"),
    ],
)
def test_an_end_speaks_by_its_outcome(
    code: int | None, inside: bool, voice: Voice, severity: Severity, words: str
) -> None:
    story = Story(process(10, code=code, inside=inside))
    (event,) = story.step(gone=(10,))
    assert (event.kind, event.voice, event.severity) == ("process.exit", voice, severity)
    assert event.text.endswith(f"(pid 10): {words}")
    assert event.attrs["code"] == code


def test_the_clean_end_of_something_short_is_quiet() -> None:
    story = Story()
    story.step(process(4001, inside=True, code=0))
    story.step()
    (event,) = story.step(gone=(4001,))
    assert (event.kind, event.severity) == ("process.exit", Severity.DEBUG)


def test_churn_is_one_line_a_sweep_but_a_crash_is_not_churn() -> None:
    story = Story(process(5, name="make"))
    brief = [process(pid, 5, name="sh", code=0) for pid in range(20, 31)]
    crash = process(40, 5, name="test_parser", code=-signal.SIGSEGV)
    story.step(*brief, process(31, 5, code=1), crash)
    exit_, churn = story.step(gone=(*range(20, 32), 40))
    assert exit_.text.startswith("test_parser ended")
    assert churn.text == "12 processes of make started and ended, 1 of them failed"
    assert (churn.kind, churn.severity, churn.attrs["n"]) == ("process.churn", Severity.DEBUG, 12)


def test_churn_of_several_makers_names_them() -> None:
    story = Story(process(5, name="make"), process(6, name="bash"))
    story.step(process(20, 5), process(21, 5), process(22, 6))
    (churn,) = story.step(gone=(20, 21, 22))
    assert churn.text == "3 processes started and ended: make 2, bash 1"


def test_a_zombie_is_an_end_at_once_and_a_zombie_after_ten_seconds() -> None:
    story = Story(process(10))
    dead = story.alive[10]
    dead.stat, dead.code = stat(10, 7, state="Z"), 1
    assert [e.kind for e in story.step()] == ["process.exit"]
    kinds = [e.kind for _ in range(6) for e in story.step()]
    assert kinds == ["process.zombie"]
    assert story.step(gone=(10,)) == []
    assert story.step(process(10)) == []
    assert [e.kind for e in story.step()] == ["process.start"]


def test_only_this_login_is_news_and_never_the_console_itself() -> None:
    story = Story(process(10, own=False), process(11, quiet=True))
    story.step(process(20, own=False), process(21, quiet=True))
    assert story.step(gone=(10, 11, 20, 21)) == []


def test_words() -> None:
    assert [lasted(s) for s in (-1, 3.9, 251, 7500, 273600)] == ["0s", "3s", "4m11s", "2h05m", "3d4h"]
    assert outcome(-64) == "killed by SIGRTMAX"
    assert outcome(-50) == "killed by signal 50"


@given(st.lists(st.floats(0, 6400), min_size=1, max_size=30), st.sampled_from([0.5, 1.0]))
def test_a_held_figure_is_never_far_from_the_truth(values: list[float], step: float) -> None:
    shown = 0.0
    for value in values:
        shown = hold(shown, value, step)
        assert abs(shown - value) <= max(1.5 * step, 0.1 * shown)
        assert (shown / step).is_integer()


def test_table_stands_still_while_only_noise_moves() -> None:
    table = Table(20, lambda _pid: 7)
    quiet = {pid: process(pid, cpu=1.0) for pid in range(10, 15)}
    first = table.rows(quiet, 0.0)
    for p in quiet.values():
        p.cpu, p.stat = 1.4, stat(p.stat.pid, rss=8 * MiB + 500_000)
    assert table.rows(quiet, 3.0) == first
    quiet[12].cpu = 40.0
    changed = table.rows(quiet, 6.0)
    assert [row.cpu for row in changed if row.pid == 12] == [40.0]
    assert [row for row in changed if row.pid != 12] == [row for row in first if row.pid != 12]
    assert table.rows(quiet, FRESH_S)[0].cpu == 1.5


def test_table_keeps_at_most_sixty_and_the_heaviest_of_others() -> None:
    own = {pid: process(pid, rss=pid * MiB) for pid in range(100, 200)}
    others = {pid: process(pid, own=False, rss=pid * MiB) for pid in range(300, 400)}
    kernel = {2: process(2, own=False, kernel=True)}
    rows = Table(20, lambda _pid: None).rows(own | others | kernel, 0.0)
    assert {row.pid for row in rows} == {*range(160, 200), *range(380, 400)}
    assert [row.own for row in rows] == [True] * 40 + [False] * 20


def test_table_is_a_tree_of_what_is_shown() -> None:
    alive = {p.stat.pid: p for p in (process(10), process(11, 10), process(12, 11), process(13, 10), process(9, 1))}
    shown = {pid: p for pid, p in alive.items() if pid != 11}
    assert [(p.stat.pid, depth) for p, depth in ordered(shown, alive)] == [(9, 0), (10, 0), (12, 1), (13, 1)]


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 12)), max_size=12))
def test_any_parenthood_ends_and_loses_nobody_reachable(pairs: list[tuple[int, int]]) -> None:
    alive = {pid: process(pid, ppid) for pid, ppid in pairs}
    found = [p.stat.pid for p, _ in ordered(alive, alive)]
    assert len(found) == len(set(found))
    assert {pid for pid, p in alive.items() if p.stat.ppid not in alive} <= set(found)


def test_descriptors_only_for_the_twenty_heaviest_every_ten_seconds() -> None:
    asked: list[int] = []

    def count(pid: int) -> int:
        asked.append(pid)
        return 5

    table = Table(20, count)
    alive = {pid: process(pid, rss=pid * MiB) for pid in range(100, 130)}
    rows = table.rows(alive, 0.0)
    assert sorted(asked) == list(range(110, 130))
    assert [row.pid for row in rows if row.fds is None] == list(range(100, 110))
    table.rows(alive, 9.0)
    assert len(asked) == 20
    table.rows(alive, 10.0)
    assert len(asked) == 40


def test_oom_kill_names_the_victim(tmp_path: Path) -> None:
    vmstat, group, log = tmp_path / "vmstat", tmp_path / "events", tmp_path / "kmsg"
    vmstat.write_text("pgfault 1\noom_kill 3\nx 2\n")
    group.write_text("oom 1\noom_kill 0\n")
    log.write_text("6,1,1,-;Out of memory: Killed process 1 (old) total-vm:1kB\n")
    watch = OomWatch(str(vmstat), str(group), str(log))
    assert watch.news(1.0) == []
    vmstat.write_text("pgfault 1\noom_kill 5\nx 2\n")
    group.write_text("oom 1\noom_kill 1\n")
    with log.open("a") as file:
        file.write(
            "6,2,9,-;Memory cgroup out of memory: Killed process 77 (cc1\x1b[2Jplus) total-vm:9kB, anon-rss:1kB\n"
        )
    named, unnamed = watch.news(2.0)
    assert named.text == "out of memory: the kernel killed cc1plus (pid 77)"
    assert (named.severity, named.voice, named.attrs["own_group"]) == (Severity.CRITICAL, Voice.RUSTBELT, True)
    assert unnamed.text == "out of memory: the kernel killed a process, not known which"
    assert watch.news(3.0) == []
    watch.close()


def test_oom_without_any_source_is_silent(tmp_path: Path) -> None:
    gone = str(tmp_path / "no")
    watch = OomWatch(gone, gone, gone)
    assert watch.news(1.0) == []
    watch.close()


def test_control_group_file_of_both_versions(tmp_path: Path) -> None:
    two = tmp_path / "a.slice" / "memory.events"
    one = tmp_path / "memory" / "b" / "memory.oom_control"
    for file in (two, one):
        file.parent.mkdir(parents=True)
        file.write_text("under_oom 0\noom_kill 4\n")
    membership = tmp_path / "cgroup"
    membership.write_text("0::/a.slice\n")
    assert own_group_file(str(membership), str(tmp_path)) == str(two)
    membership.write_text("9:cpu:/x\n4:memory,hugetlb:/b\n0::/none\n")
    assert own_group_file(str(membership), str(tmp_path)) == str(one)
    assert read_count(str(one)) == 4
    assert own_group_file(str(tmp_path / "none"), str(tmp_path)) is None


async def test_collector_tells_the_life_of_a_process(stranger: Stranger, sleeper: Path, tmp_path: Path) -> None:
    recorder = Recorder()
    settings = ProcessSettings(interval_s=0.5)
    collector = ProcessCollector(settings, SystemClock(), str(tmp_path))
    assert (collector.name, collector.interval) == ("processes", 0.5)
    task = asyncio.create_task(collector.run(recorder.emit, {}))
    try:
        await recorder.until(lambda: recorder.batches)
        pid = stranger.start(f"cd {tmp_path}; exec {sleeper} 600")

        def told(kind: str) -> bool:
            return any(pid in event.attrs["pids"] for event in recorder.of(kind))

        await recorder.until(lambda: told("process.start"))
        table = recorder.states("table")[-1]
        assert isinstance(table, list)
        row = ProcessRow(**next(r for r in table if r["pid"] == pid))
        assert (row.name, row.own, row.ppid) == (sleeper.name, True, stranger.shell.pid)
        stranger.run(f"kill -9 {pid}; wait")
        await recorder.until(lambda: told("process.exit"))
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_collector_lets_go_of_everything_when_cancelled(tmp_path: Path) -> None:
    before = procfs.count_descriptors(os.getpid())
    recorder = Recorder()
    task = asyncio.create_task(ProcessCollector(ProcessSettings(), HandClock(), str(tmp_path)).run(recorder.emit, {}))
    await recorder.until(lambda: len(recorder.batches) > 3)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    wait_for(lambda: procfs.count_descriptors(os.getpid()) == before)


class Machine:
    """A file system of processes with the limits that a test gives them."""

    def __init__(self, folder: Path, memory: str = "max", files: str = "unlimited") -> None:
        self.root, self.groups = str(folder / "proc"), str(folder / "groups")
        (folder / "proc" / "10").mkdir(parents=True)
        (folder / "proc" / "10" / "cgroup").write_text("1:cpu:/other\n0::/user/build\n")
        limits = f"Limit  Soft  Hard  Units\nMax open files   {files}  4096 files\n"
        (folder / "proc" / "10" / "limits").write_text(limits)
        (folder / "groups" / "user" / "build").mkdir(parents=True)
        (folder / "groups" / "user" / "memory.max").write_text(f"{memory}\n")
        (folder / "groups" / "user" / "build" / "memory.max").write_text("max\n")

    def consumers(self, open_files: int | None = None) -> Consumers:
        return Consumers(self.root, self.groups, total=1000 * MiB, count=lambda _pid: open_files)


def test_memory_is_measured_against_the_tightest_group(tmp_path):
    consumers = Machine(tmp_path, memory=str(100 * MiB)).consumers()
    (found,) = consumers.samples({10: process(rss=40 * MiB)}, 5.0, 0.0)
    assert (found.series, found.value, found.limit) == ("memory:make.10", 40 * MiB, 100 * MiB)
    assert consumers.samples({10: process(rss=40 * MiB)}, 8.0, 3.0) == []


def test_memory_is_measured_against_the_machine_where_no_group_limits_it(tmp_path):
    (found,) = Machine(tmp_path).consumers().samples({10: process(rss=400 * MiB)}, 5.0, 0.0)
    assert found.limit == 1000 * MiB


def test_descriptors_are_measured_against_the_soft_limit(tmp_path):
    (found,) = Machine(tmp_path, files="100").consumers(60).samples({10: process()}, 5.0, 0.0)
    assert (found.series, found.value, found.limit) == ("fds:make.10", 60, 100)


def test_who_was_near_is_followed_for_a_while_and_others_are_not(tmp_path):
    consumers = Machine(tmp_path).consumers()
    sizes = [140, 160, 120, 90, 120]
    found = [
        len(consumers.samples({10: process(rss=size * MiB)}, 5.0, 10.0 * i)) for i, size in enumerate(sizes)
    ]  # fmt: skip
    assert found == [0, 1, 1, 0, 0]
    assert consumers.samples({10: process(rss=900 * MiB, own=False)}, 5.0, 900.0) == []
