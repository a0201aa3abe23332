"""The meters of the machine: each is read at once and never blocks."""

import os
from pathlib import Path

import psutil

from collectors.foreign import safe_name
from console.model.batch import Sample

INTERFACES = 8
_PRESSURES = ("cpu", "io", "memory")
_BOUNDLESS = 1 << 62


class CpuMeter:
    """The share of time in which the CPUs worked, between two readings."""

    def __init__(self) -> None:
        self._last = _cpu_seconds()

    def read(self, now: float) -> list[Sample]:
        """Per cent since the last reading; nothing when no time has passed."""
        (busy, total), (before_busy, before_total) = _cpu_seconds(), self._last
        self._last = (busy, total)
        if total <= before_total:
            return []
        share = 100 * (busy - before_busy) / (total - before_total)
        return [Sample(now, "cpu.total", round(min(max(share, 0.0), 100.0), 1), "percent", 100.0)]


class NetMeter:
    """Bytes a second through each interface that was ever used; the loopback and the ends of containers are not."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[float, int, int]] = {}

    def read(self, now: float, monotonic: float) -> list[Sample]:
        """The rates since the last reading of each interface, at most of the eight busiest ones."""
        counters = psutil.net_io_counters(pernic=True, nowrap=False)
        used = [name for name, n in counters.items() if _counts(name) and n.bytes_recv + n.bytes_sent]
        used.sort(key=lambda name: (-counters[name].bytes_recv - counters[name].bytes_sent, name))
        samples: list[Sample] = []
        current: dict[str, tuple[float, int, int]] = {}
        for name in used[:INTERFACES]:
            received, sent = counters[name].bytes_recv, counters[name].bytes_sent
            current[name] = (monotonic, received, sent)
            at, before_received, before_sent = self._last.get(name, current[name])
            if monotonic > at and received >= before_received and sent >= before_sent:
                label, span = safe_name(name), monotonic - at
                samples.append(Sample(now, f"net:{label}.rx", round((received - before_received) / span), "bytes/s"))
                samples.append(Sample(now, f"net:{label}.tx", round((sent - before_sent) / span), "bytes/s"))
        self._last = current
        return samples


def read_memory(now: float) -> list[Sample]:
    """What programs could not have any more, of all there is; swap only where there is some."""
    memory, swap = psutil.virtual_memory(), psutil.swap_memory()
    samples = [Sample(now, "memory.used", float(memory.total - memory.available), "bytes", float(memory.total))]
    if swap.total:
        samples.append(Sample(now, "swap.used", float(swap.used), "bytes", float(swap.total)))
    return samples


def read_load(now: float) -> list[Sample]:
    """The load of the last minute; its limit is the number of CPUs, which it may exceed."""
    return [Sample(now, "load.1", round(os.getloadavg()[0], 2), "load", float(os.cpu_count() or 1))]


def read_descriptors(now: float, path: str = "/proc/sys/fs/file-nr") -> list[Sample]:
    """Open files of the whole machine; without a limit where the system has none to speak of."""
    try:
        used, free, most = (int(field) for field in Path(path).read_text(encoding="ascii").split())
    except (OSError, ValueError):
        return []
    return [Sample(now, "fds.system", float(used - free), "count", float(most) if most < _BOUNDLESS else None)]


def read_pressure(now: float, folder: str = "/proc/pressure") -> list[Sample]:
    """Per cent of the last ten seconds in which some work waited for a resource; empty where it is not counted.

    Source: pressure stall information, Documentation/accounting/psi.rst of Linux.
    """
    samples: list[Sample] = []
    for resource in _PRESSURES:
        try:
            words = Path(folder, resource).read_text(encoding="ascii").split()
        except OSError:
            continue
        if words[:1] == ["some"] and words[1].startswith("avg10="):
            share = float(words[1].removeprefix("avg10="))
            samples.append(Sample(now, f"pressure.{resource}", share, "percent", 100.0))
    return samples


def _cpu_seconds() -> tuple[float, float]:
    """Busy and all seconds of all CPUs since boot; the time of guests is part of the user's already."""
    times = psutil.cpu_times()
    total = sum(times) - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0)
    return total - times.idle - getattr(times, "iowait", 0.0), total


def _counts(name: str) -> bool:
    return name != "lo" and not name.startswith("veth")
