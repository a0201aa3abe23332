"""Random histories of logs and of the engine that follows them, judged by the oracle once all is quiet.

What nobody could ever read again (truncated, deleted or unlinked before it was read) is read first: every line counts.
"""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.conformance.bench import Bench
from tests.conformance.rotation import Rotated
from tests.conformance.written import Log

pytestmark = pytest.mark.engine

QUIET_S = 15.0
MOST_PARTS = 5
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

up = precondition(lambda self: self.engine == "up")
not_up = precondition(lambda self: self.engine != "up")
written = precondition(lambda self: self.app.log is not None and self.app.log.path.exists())
roomy = precondition(lambda self: len(self.app.parts) < MOST_PARTS)


class Tailing(RuleBasedStateMachine):
    """Writes, rotates, destroys; kills and stops the engine. `engine` is `up`, `stopped` or `down`."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="kontrapunkt-test-")
        self.bench = Bench.under(Path(self.folder.name))
        self.clock = self.bench.state.parent / "clock"
        self.bench.shim = (
            f"import time\nreal = time.time\ntime.time = lambda: real() + float(open({str(self.clock)!r}).read())"
        )
        self.clock.write_text("0")
        self.app = Rotated(self.bench)
        self.target: Log | None = None
        self.begun: Log | None = None
        self.engine = "down"
        self.failed = False

    @initialize(before=st.integers(0, 3))
    def begins(self, before: int) -> None:
        """Start the engine for the first time, after which nothing new may be missed; some lines may be there."""
        if before:
            self.app.current().write(before)
        self.bench.start()
        self.engine = "up"

    @rule(who=st.integers(0, 1), notable=st.integers(1, 4), plain=st.integers(0, 3))
    def append(self, who: int, notable: int, plain: int) -> None:
        """Complete lines at the end of the log, or of the part whose writer stayed."""
        writers = self.app.writers()
        log = writers[who % len(writers)]
        if log is self.begun:
            self.finish()
        log.write(notable, plain=plain)

    @precondition(lambda self: self.begun is None)
    @rule()
    def begin(self) -> None:
        """The first half of a line."""
        self.begun = self.app.current()
        self.begun.begin()

    @precondition(lambda self: self.begun is not None)
    @rule()
    def finish(self) -> None:
        """Its other half."""
        if self.begun is not None:
            self.begun.finish()
        self.begun = None

    @roomy
    @written
    @rule()
    def rename(self) -> None:
        """Rotation by renaming."""
        self.finish()
        self.app.rename()

    @roomy
    @written
    @rule()
    def copytruncate(self) -> None:
        """Rotation by copying."""
        self.finish()
        self.app.copytruncate()

    @precondition(lambda self: any(not part.packed for part in self.app.parts[1:]))
    @rule()
    def pack(self) -> None:
        """Compress the newest part that may be."""
        next(part for part in self.app.parts[1:] if not part.packed).pack()

    @up
    @written
    @rule(lines=st.integers(0, 5))
    def truncate(self, lines: int) -> None:
        """Cut the log to nothing, and perhaps write on at once."""
        log = self.read()
        log.truncate()
        if lines:
            log.write(lines)

    @up
    @written
    @rule(lines=st.integers(1, 12))
    def regrow_unseen(self, lines: int) -> None:
        """Cut the log and write other lines, all of it between two looks."""
        log = self.read()
        self.bench.pause()
        log.truncate()
        log.write(lines)
        self.bench.go_on()

    @up
    @written
    @rule()
    def rewrite(self) -> None:
        """Other lines of the same size over the old ones."""
        log = self.read()
        if log.content.notable and log.content.total == len(log.content.notable):
            log.rewrite(log.content.total)

    @up
    @written
    @rule(again=st.booleans())
    def delete(self, again: bool) -> None:
        """Delete the log, and perhaps make another under its name."""
        log = self.read()
        log.delete()
        log.close()
        self.app.log = None
        if again:
            self.app.current().write()

    @up
    @rule()
    def swap_link(self) -> None:
        """Let a link lead to another file."""
        self.quiet()
        if self.target is not None:
            self.target.followed = False
            self.target.close()
        outside = self.bench.project.parent / "releases"
        outside.mkdir(exist_ok=True)
        self.target = self.bench.oracle.log(outside / f"{len(self.bench.oracle.logs)}")
        self.target.paths.add(self.bench.project / "current.log")
        self.target.write(2)
        fresh = self.bench.project / "fresh"
        fresh.symlink_to(self.target.here)
        os.replace(fresh, self.bench.project / "current.log")

    @precondition(lambda self: self.target is not None)
    @rule()
    def append_through_link(self) -> None:
        """Lines in the file that the link leads to."""
        if self.target is not None:
            self.target.write()

    @precondition(lambda self: self.engine != "down")
    @rule()
    def kill(self) -> None:
        """SIGKILL."""
        self.bench.crash()
        self.engine = "down"

    @up
    @rule()
    def stop(self) -> None:
        """SIGSTOP."""
        self.bench.pause()
        self.engine = "stopped"

    @not_up
    @rule()
    def start(self) -> None:
        """Start the engine, or let it go on."""
        if self.engine == "stopped":
            self.bench.go_on()
        elif self.engine == "down":
            self.bench.engine = self.bench.start_engine()
        self.engine = "up"

    @rule(seconds=st.sampled_from([-3600, -60, 0, 60, 3600]))
    def jump(self, seconds: int) -> None:
        """Set the engine's wall clock."""
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(str(seconds))
        fresh.replace(self.clock)

    @up
    @rule()
    def quiet(self) -> None:
        """Wait until all is read."""
        self.failed = True
        self.bench.agrees(QUIET_S)
        self.failed = False

    def read(self) -> Log:
        """The present log, after everything in it was read."""
        self.finish()
        self.quiet()
        return self.app.current()

    def teardown(self) -> None:
        """Judge the whole history."""
        try:
            if not self.failed:
                self.finish()
                self.start()
                self.bench.proves(QUIET_S)
        finally:
            self.bench.stop()
            self.bench.oracle.close()
            self.folder.cleanup()


@pytest.mark.timeout(900)
def test_random_histories() -> None:
    run_state_machine_as_test(
        Tailing,
        settings=settings(
            max_examples=9, stateful_step_count=14, deadline=None, suppress_health_check=SLOW, derandomize=True
        ),
    )


@pytest.mark.full
@pytest.mark.timeout(3600)
def test_many_random_histories() -> None:
    run_state_machine_as_test(
        Tailing,
        settings=settings(
            max_examples=150,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=SLOW,
            report_multiple_bugs=False,
            print_blob=True,
        ),
    )
