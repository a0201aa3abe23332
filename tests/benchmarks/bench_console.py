"""The console and its peers from outside, in one run: start, idle cost, latency, storm, slow link."""

import time

from tests.benchmarks.project import OURS, TITLES, Bench, error_line, stamp
from tests.benchmarks.ptyrun import PtyProgram, cpu_seconds, family, pss
from tests.benchmarks.report import Figure, figure, percentile

LIMIT_KB = 3
HELP = (b"esc closes",)


def first_paint(bench: Bench, rounds: int, _seconds: float) -> list[Figure]:
    """Milliseconds from start to the first full paint, programs in turn."""
    peers = bench.peers()
    times: dict[str, list[float]] = {name: [] for name in (OURS, *peers)}
    for _ in range(rounds + 1):
        program = bench.open()
        times[OURS].append((program.wait_for(*TITLES) - program.started) * 1000)
        program.stop()
        for name, argv in peers.items():
            program = bench.open(argv)
            painted = program.wait_for(b"CPU") if name == "glances" else program.settled()
            times[name].append((painted - program.started) * 1000)
            program.stop()
    rows = [figure("first full paint", name, "ms", values[1:]) for name, values in times.items()]
    ratios = [ours / floor for ours, floor in zip(times[OURS], times["empty Textual app"], strict=True)][1:]
    return [*rows, figure("first full paint, times the empty app", OURS, "x", ratios, "<= 1.4")]


def _cost(name: str, program: PtyProgram, extra: list[int], seconds: float, goals: dict[str, str]) -> list[Figure]:
    """CPU, memory and output over a while, five seconds after the start."""
    pids = [program.process.pid, *extra]
    time.sleep(5)
    before, printed, start = cpu_seconds(pids), program.printed, time.perf_counter()
    time.sleep(seconds)
    span = time.perf_counter() - start
    label = f"{name} ({len(family(pids))} processes)"
    values = {
        "CPU of one core, %": 100 * (cpu_seconds(pids) - before) / span,
        "PSS, MB": pss(pids) / 1e6,
        "to the terminal, KB/s": (program.printed - printed) / 1000 / span,
    }
    return [
        figure(what.partition(", ")[0], label, what.partition(", ")[2], [value], goals.get(what, ""))
        for what, value in values.items()
    ]


def idle(bench: Bench, _rounds: int, seconds: float) -> list[Figure]:
    """CPU, memory and output while nothing happens."""
    with bench.opened() as program:
        goals = {"CPU of one core, %": "<= 1.9", "PSS, MB": "<= 110"}
        rows = _cost("idle: console + engine", program, [bench.engine.pid], seconds, goals)
    for name, argv in bench.peers().items():
        with bench.opened(argv) as program:
            rows += _cost(f"idle: {name}", program, [], seconds, {})
    return rows


def ten_events(bench: Bench, _rounds: int, seconds: float) -> list[Figure]:
    """Cost while ten notable lines a second arrive."""
    goals = {"CPU of one core, %": "<= 3.5", "to the terminal, KB/s": "<= 15"}
    with bench.opened() as program, bench.writing(error_line, 0.1):
        return _cost("10 events/s: console + engine", program, [bench.engine.pid], seconds, goals)


def slow_link(bench: Bench, _rounds: int, seconds: float) -> list[Figure]:
    """What --max-kbps lets through while ten notable lines a second arrive, once the first paint is paid for."""
    argv = bench.argv("--max-kbps", str(LIMIT_KB))
    with bench.opened(argv, peer=False) as program, bench.writing(error_line, 0.1):
        program.settled(quiet=1)
        time.sleep(program.printed / 1000 / LIMIT_KB)
        printed, start = program.printed, time.perf_counter()
        time.sleep(seconds)
        rate = (program.printed - printed) / 1000 / (time.perf_counter() - start)
    return [figure(f"to the terminal with --max-kbps {LIMIT_KB}", OURS, "KB/s", [rate], f"<= {LIMIT_KB}")]


def _mark(n: int) -> str:
    """A word that differs from the one before in every letter, so that a cell-wise repaint prints it whole."""
    return "".join(chr(ord("a") + (7 * n + 3 * i) % 26) for i in range(12))


def latency(bench: Bench, rounds: int, _seconds: float) -> list[Figure]:
    """Milliseconds from a write to its text on the terminal, one write a second."""
    rows = []
    lnav = bench.peers().get("lnav")
    for name, argv in ((OURS, None), *([("lnav", lnav)] if lnav else [])):
        with bench.opened(argv) as program:
            times = _waits(bench, program, max(rounds * 12, 10))
        goals = ("<= 60", "<= 150") if name == OURS else ("", "")
        rows.append(figure("write to visible, p50", name, "ms", times, goals[0]))
        rows.append(figure("write to visible, p99", name, "ms", [percentile(times, 0.99)], goals[1], n=len(times)))
    return rows


def _waits(bench: Bench, program: PtyProgram, writes: int) -> list[float]:
    times = []
    with bench.log.open("a") as stream:
        for n in range(writes):
            time.sleep(1 + (n % 7) / 50)
            mark = _mark(n)
            chunk, start = program.chunks, time.perf_counter()
            stream.write(f"{stamp()} ERROR app: {mark}\n")
            stream.flush()
            times.append((program.wait_for(mark.encode(), after=chunk) - start) * 1000)
    return times


def storm_frames(bench: Bench, rounds: int, _seconds: float) -> list[Figure]:
    """Milliseconds from a key to its whole effect on screen while 100,000 lines a second arrive."""
    block = "".join(f"{stamp()} {'ERROR' if i % 50 == 0 else 'INFO'} app: item {i} of the storm\n" for i in range(2000))
    times = []
    with bench.opened() as program, bench.writing(lambda _n: block, 0.02) as count:
        start = time.perf_counter()
        time.sleep(2)
        for n in range(max(rounds * 12, 10)):
            time.sleep(0.25)
            chunk, pressed = program.chunks, time.perf_counter()
            program.send(b"?")
            times.append((program.wait_for(*(HELP if n % 2 == 0 else TITLES[:1]), after=chunk) - pressed) * 1000)
        reached = count[0] * 2000 / (time.perf_counter() - start)
    return [
        figure("key to paint in a storm, p50", OURS, "ms", times),
        figure("key to paint in a storm, p99", OURS, "ms", [percentile(times, 0.99)], "<= 50", n=len(times)),
        figure("lines written in the storm", OURS, "lines/s", [reached], "100,000"),
    ]


CASES = {case.__name__: case for case in (first_paint, idle, ten_events, slow_link, latency, storm_frames)}
