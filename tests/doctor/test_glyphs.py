import os
import threading
from collections.abc import Callable
from pathlib import Path

from console.doctor.glyphs import EXPECTED, measure


def measure_on_a_terminal(width: Callable[[str], int]) -> tuple[dict[str, int] | None, bytes]:
    """Measure on a pseudo-terminal whose other end answers every question with the width it is told."""
    outer, inner = os.openpty()
    written = b""

    def answer() -> None:
        nonlocal written
        questions = len(EXPECTED)
        while written.count(b"\x1b[6n") < questions:
            written += os.read(outer, 4096)
        signs = [part.rpartition("\r")[2] for part in written.decode().split("\x1b[6n")[:-1]]
        os.write(outer, b"".join(b"\x1b[1;%dR" % (width(sign) + 1) for sign in signs))

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        return measure(os.ttyname(inner)), written
    finally:
        thread.join()
        os.close(inner)
        os.close(outer)


def test_what_the_terminal_says_is_believed() -> None:
    widths, written = measure_on_a_terminal(lambda sign: EXPECTED[sign])
    assert widths == dict(EXPECTED)
    assert written.startswith(b"\r")


def test_a_terminal_that_draws_wide() -> None:
    widths, _ = measure_on_a_terminal(lambda sign: 2 if sign == "…" else 1)
    assert widths is not None
    assert widths["…"] == 2
    assert widths["日"] == 1


def test_no_terminal(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.touch()
    assert measure(str(plain)) is None
    assert measure(str(tmp_path / "missing")) is None


def test_a_terminal_that_does_not_answer() -> None:
    outer, inner = os.openpty()
    try:
        assert measure(os.ttyname(inner)) is None
    finally:
        os.close(inner)
        os.close(outer)
