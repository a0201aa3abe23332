"""A test run in two: what a change touches first, the rest after it."""

import os

from msgspec import Struct

_VALUED = frozenset({
    "-k", "-m", "-c", "-p", "-o", "-n", "-r", "-W", "--rootdir", "--confcutdir", "--basetemp", "--junitxml", "--ignore",
    "--deselect", "--log-file", "--cov", "--cov-config", "--cov-report", "--durations", "--maxfail", "--tb", "--dist",
})  # fmt: skip
"""Options of pytest whose value may stand in the next word."""
NO_TESTS = 5
"""How pytest ends when it collected nothing."""


class Halves(Struct, frozen=True):
    """The command for what a change touches, and the one for the rest; `rest` runs everything where it is empty."""

    first: tuple[str, ...]
    rest: tuple[str, ...]


def is_pytest(argv: tuple[str, ...]) -> bool:
    """Whether a command runs pytest."""
    return any(os.path.basename(word) in ("pytest", "py.test") for word in argv)


def halves(argv: tuple[str, ...], folder: str, files: tuple[str, ...]) -> Halves:
    """Split a run of pytest: its own paths give way to the touched files first, and those are left out afterwards."""
    words = [word for number, word in enumerate(argv) if not _is_path(argv, number, folder)]
    return Halves((*words, *files), (*argv, *(f"--ignore={name}" for name in files)))


def _is_path(argv: tuple[str, ...], number: int, folder: str) -> bool:
    word = argv[number]
    start = next((n for n, one in enumerate(argv) if os.path.basename(one) in ("pytest", "py.test")), len(argv))
    if number <= start or word.startswith("-") or argv[number - 1] in _VALUED:
        return False
    return os.path.exists(os.path.join(folder, word.partition("::")[0]))
