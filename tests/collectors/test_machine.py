import asyncio
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.machine.collector import MachineCollector
from collectors.machine.disks import EVERY_S, REPEAT_S, Disks
from collectors.machine.limits import Limits, amount, level, name_of
from collectors.machine.meters import CpuMeter, NetMeter, read_descriptors, read_load, read_memory, read_pressure
from collectors.machine.mounts import Mount, choose, parse, read
from console.model.batch import Progress, Sample
from console.model.clock import SystemClock
from console.model.event import Severity, Voice
from console.model.settings import MachineSettings
from tests.collectors.sources_support import HandClock, Recorder, wait_for

MOUNTS = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
40 27 254:0 /var/lib/x /srv rw - ext4 /dev/vda rw
41 27 0:40 / /srv/many\\040words rw - nfs4 server:/x rw
42 27 7:1 / /snap/core ro - squashfs /dev/loop1 ro
43 27 0:41 / /tmp rw - tmpfs tmpfs rw
44 27 0:42 / /home/me/remote rw - fuse.sshfs me@host: rw
45 27 0:43 / /merged rw - overlay overlay rw
46 27 0:44 /@ /pool rw - btrfs /dev/vdb rw
47 27 0:45 /@home /pool/home rw - btrfs /dev/vdb rw
"""


def mount(point: str, kind: str = "ext4", source: str = "/dev/x", device: str = "8:1", root: str = "/") -> Mount:
    return Mount(point, root, kind, source, device)


def usage(
    blocks: int = 100, free: int = 40, available: int = 30, files: int = 50, ffree: int = 20
) -> os.statvfs_result:
    return os.statvfs_result((4096, 4096, blocks, free, available, files, ffree, ffree, 0, 255))


@pytest.fixture
def everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mount points of the sample need not exist here."""
    monkeypatch.setattr(os.path, "isdir", lambda _path: True)


@pytest.mark.usefixtures("everywhere")
def test_each_disk_once_and_nothing_else() -> None:
    choice = choose(parse(MOUNTS), ())
    assert [m.point for m in choice.measured] == ["/", "/pool"]
    assert [(m.point, m.kind) for m in choice.skipped] == [
        ("/srv/many words", "nfs4"),
        ("/home/me/remote", "fuse.sshfs"),
    ]


@pytest.mark.usefixtures("everywhere")
@pytest.mark.parametrize(
    ("folder", "point"),
    [("/tmp/a/b", "/tmp"), ("/merged/x", "/merged"), ("/srv/many words/p", "/srv/many words")],
)
def test_the_file_system_of_the_project_is_measured_whatever_it_is(folder: str, point: str) -> None:
    choice = choose(parse(MOUNTS), (folder,))
    assert point in [m.point for m in choice.measured]
    assert point not in [m.point for m in choice.skipped]


@pytest.mark.usefixtures("everywhere")
def test_a_disk_is_not_measured_twice_for_the_project() -> None:
    assert [m.point for m in choose(parse(MOUNTS), ("/pool/home/me", "/srv/x")).measured] == ["/", "/pool"]


def test_a_mount_on_a_file_is_no_disk(tmp_path: Path) -> None:
    file = tmp_path / "resolv.conf"
    file.touch()
    assert choose([mount(str(file))], ()).measured == ()
    assert [m.point for m in choose([mount(str(file)), mount(str(tmp_path))], ()).measured] == [str(tmp_path)]


def test_the_mounts_of_this_machine_can_be_read() -> None:
    assert "/" in {m.point for m in read()}
    assert choose(read(), (str(Path.cwd()),)).measured


@given(st.text(max_size=200))
def test_no_mount_line_raises(text: str) -> None:
    parse(text)


async def test_disk_figures_are_what_this_login_can_have() -> None:
    disks = Disks((), lambda: [mount("/")], lambda _point: usage())
    space, inodes = await disks.samples(7.0, 0.0)
    assert space == Sample(7.0, "disk:/", 60 * 4096.0, "bytes", 90 * 4096.0)
    assert inodes == Sample(7.0, "inodes:/", 30.0, "count", 50.0)


async def test_disks_are_told_when_changed_and_once_a_minute() -> None:
    answers = {"/": usage()}
    disks = Disks((), lambda: [mount("/")], lambda point: answers[point])

    async def told(at: float) -> list[str]:
        return [sample.series for sample in await disks.samples(at, at)]

    assert await told(0) == ["disk:/", "inodes:/"]
    assert await told(EVERY_S) == []
    answers["/"] = usage(free=39)
    assert await told(EVERY_S * 2 - 1) == []
    assert await told(EVERY_S * 2) == ["disk:/"]
    assert await told(REPEAT_S) == ["inodes:/"]


async def test_a_file_system_without_inodes_has_no_such_series() -> None:
    disks = Disks((), lambda: [mount("/")], lambda _point: usage(files=0, ffree=0))
    assert [s.series for s in await disks.samples(0.0, 0.0)] == ["disk:/"]


async def test_a_mount_that_hangs_is_named_and_asked_once(tmp_path: Path) -> None:
    release = threading.Event()
    asked: list[str] = []

    def slow(point: str) -> os.statvfs_result:
        asked.append(point)
        if point != "/":
            release.wait(60)
        return usage()

    hanging = mount(str(tmp_path), "nfs4", "server:/x", "0:9")
    disks = Disks((str(tmp_path),), lambda: [mount("/"), hanging], slow, patience=0.05)
    assert {s.series for s in await disks.samples(0.0, 0.0)} == {"disk:/", "inodes:/"}
    assert disks.silent == (str(tmp_path),)
    await disks.samples(EVERY_S, EVERY_S)
    assert asked.count(str(tmp_path)) == 1
    release.set()
    time = EVERY_S
    async with asyncio.timeout(20):
        while disks.silent:
            time += EVERY_S
            await disks.samples(time, time)


async def test_a_mount_that_refuses_is_left_out(tmp_path: Path) -> None:
    def refuse(point: str) -> os.statvfs_result:
        raise PermissionError(point)

    disks = Disks((), lambda: [mount(str(tmp_path))], refuse)
    assert await disks.samples(0.0, 0.0) == []
    assert disks.silent == ()


async def test_mount_points_are_made_safe(tmp_path: Path) -> None:
    point = tmp_path / "x\x1b[2Jy"
    point.mkdir()
    disks = Disks((), lambda: [mount(str(point))], lambda _point: usage())
    assert f"disk:{tmp_path}/xy" in {s.series for s in await disks.samples(0.0, 0.0)}


def test_meters_agree_with_the_machine() -> None:
    series = {s.series: s for s in (*read_memory(5.0), *read_load(5.0), *read_descriptors(5.0))}
    total = int(Path("/proc/meminfo").read_text().split()[1]) * 1024
    assert series["memory.used"].limit == total
    assert 0 < series["memory.used"].value < total
    assert series["load.1"].limit == os.cpu_count()
    assert series["fds.system"].value > 0
    assert {s.time for s in series.values()} == {5.0}


def test_cpu_is_the_share_between_two_readings() -> None:
    meter = CpuMeter()
    samples: list[Sample] = []

    def read_again() -> object:
        samples.extend(meter.read(1.0))
        return samples

    wait_for(read_again)
    assert 0 <= samples[0].value <= 100
    assert (samples[0].unit, samples[0].limit) == ("percent", 100.0)


def test_descriptors_without_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "file-nr"
    path.write_text(f"900\t10\t{(1 << 63) - 1}\n")
    assert read_descriptors(1.0, str(path)) == [Sample(1.0, "fds.system", 890.0, "count", None)]
    assert read_descriptors(1.0, str(tmp_path / "none")) == []


def test_pressure(tmp_path: Path) -> None:
    (tmp_path / "io").write_text("some avg10=12.34 avg60=1.00 avg300=0.00 total=5\nfull avg10=9.00\n")
    (tmp_path / "cpu").write_text("\n")
    assert read_pressure(1.0, str(tmp_path)) == [Sample(1.0, "pressure.io", 12.34, "percent", 100.0)]


class _Counter:
    def __init__(self, received: int, sent: int) -> None:
        self.bytes_recv = received
        self.bytes_sent = sent


def test_net_rates(monkeypatch: pytest.MonkeyPatch) -> None:
    counters = {"eth0": _Counter(1000, 10), "lo": _Counter(9, 9), "veth12": _Counter(9, 9), "idle0": _Counter(0, 0)}
    monkeypatch.setattr("psutil.net_io_counters", lambda **_options: counters)
    meter = NetMeter()
    assert meter.read(0.0, 0.0) == []
    counters["eth0"] = _Counter(5000, 10)
    assert meter.read(2.0, 2.0) == [
        Sample(2.0, "net:eth0.rx", 2000, "bytes/s"),
        Sample(2.0, "net:eth0.tx", 0, "bytes/s"),
    ]
    counters["eth0"] = _Counter(7, 7)
    assert meter.read(4.0, 4.0) == []


def fill(share: float, series: str = "disk:/var") -> Sample:
    return Sample(1.0, series, share * 1024**3, "bytes", float(1024**3))


def test_limits_tell_crossings_only() -> None:
    limits = Limits()
    told = [
        event.text
        for share in (0.5, 0.91, 0.94, 0.96, 0.94, 0.92, 0.89, 0.87)
        for event in limits.observe([fill(share)])
    ]
    assert told == [
        "disk /var 91% full: 931.8 MiB of 1.0 GiB",
        "disk /var 96% full: 983.0 MiB of 1.0 GiB",
        "disk /var back below 95%: 92%",
        "disk /var back below 90%: 87%",
    ]


def test_limits_speak_in_their_voice() -> None:
    limits = Limits()
    (warning,) = limits.observe([fill(0.91)])
    (error,) = limits.observe([fill(0.99)])
    (calm,) = limits.observe([fill(0.1)])
    assert [(e.voice, e.severity) for e in (warning, error, calm)] == [
        (Voice.RUSTBELT, Severity.WARNING),
        (Voice.RUSTBELT, Severity.ERROR),
        (Voice.SKYSKRAPER, Severity.INFO),
    ]
    assert error.attrs["series"] == "disk:/var"


def test_busy_is_not_full() -> None:
    samples = [fill(1.0, series) for series in ("cpu.total", "load.1", "pressure.io", "net:eth0.rx")]
    assert Limits().observe(samples) == []
    assert Limits().observe([Sample(1.0, "fds.system", 9.0, "count", None)]) == []


def test_limits_outlive_a_restart() -> None:
    before = Limits()
    before.observe([fill(0.96)])
    assert Limits.load(before.save()).observe([fill(0.96)]) == []
    assert Limits.load(b"\xffnoise").levels == {}
    assert Limits.load(None).levels == {}


@given(st.lists(st.floats(0, 1.2), max_size=40))
def test_a_level_never_flutters(shares: list[float]) -> None:
    old = 0
    for share in shares:
        new = level(share, old)
        assert level(share, new) == new
        assert new <= sum(share >= t - 0.02 for t in (0.90, 0.95))
        assert new >= sum(share >= t for t in (0.90, 0.95))
        old = new


def test_words() -> None:
    assert [name_of(s) for s in ("disk:/", "inodes:/a:b", "memory.used")] == ["disk /", "inodes /a:b", "memory"]
    assert [amount(v, "bytes") for v in (5, 2048, 5 * 1024**4)] == ["5 B", "2.0 KiB", "5.0 TiB"]
    assert amount(1234567, "count") == "1,234,567"


async def run_until(
    collector: MachineCollector, recorder: Recorder, condition: Callable[[], object], resume: dict[str, bytes]
) -> None:
    task = asyncio.create_task(collector.run(recorder.emit, resume))
    try:
        await recorder.until(condition)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_collector_measures_what_is_there(tmp_path: Path) -> None:
    recorder = Recorder()
    collector = MachineCollector(MachineSettings(interval_s=1), SystemClock(), (str(tmp_path),))
    assert (collector.name, collector.interval) == ("machine", 1)
    await run_until(collector, recorder, lambda: recorder.batches, {})
    series = {sample.series for sample in recorder.batches[0].samples}
    assert {"cpu.total", "memory.used", "fds.system", "load.1"} <= series
    assert any(name.startswith("disk:") for name in series)
    (notes,) = recorder.states("notes")
    assert isinstance(notes, dict)
    assert ("swap.used" in series) is ("swap" not in notes["absent"])


async def test_collector_keeps_its_levels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = usage(free=1, available=1)
    monkeypatch.setattr("collectors.machine.collector.Disks", lambda folders: Disks(folders, usage=lambda _p: full))
    recorder = Recorder()
    collector = MachineCollector(MachineSettings(), HandClock(), (str(tmp_path),))
    await run_until(collector, recorder, lambda: recorder.events, {})
    told = [event.attrs["series"] for event in recorder.events]
    assert any(series.startswith("disk:") for series in told)
    (progress,) = recorder.batches[0].progress
    assert isinstance(progress, Progress)
    assert progress.value is not None
    again = Recorder()
    await run_until(collector, again, lambda: len(again.batches) > 5, {progress.key: progress.value})
    assert not [event for event in again.events if event.attrs["series"] in told]


async def test_collector_takes_its_time_when_asked_to(tmp_path: Path) -> None:
    factors = iter([1.0, 3.0])
    recorder = Recorder()
    collector = MachineCollector(
        MachineSettings(interval_s=2), HandClock(), (str(tmp_path),), lambda: next(factors, 1.0)
    )
    await run_until(collector, recorder, lambda: len(recorder.batches) >= 3, {})
    first, second, third = (batch.samples[0].time for batch in recorder.batches[:3])
    assert (second - first, third - second) == (2.0, 6.0)
