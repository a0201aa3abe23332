"""The same work in another way: without what was cached, or with one worker."""

import os.path
import re
from collections.abc import Mapping

from msgspec.structs import replace

from console.model.job import Work
from console.model.ruling import Tactic

_ONE = {
    "MAKEFLAGS": "-j1",
    "CMAKE_BUILD_PARALLEL_LEVEL": "1",
    "CARGO_BUILD_JOBS": "1",
    "RUST_TEST_THREADS": "1",
    "PYTEST_XDIST_AUTO_NUM_WORKERS": "1",
    "GOMAXPROCS": "1",
    "MAX_JOBS": "1",
    "UV_CONCURRENT_BUILDS": "1",
}
"""What tells build tools and test runners to use one worker."""
_PARALLEL = frozenset(
    {"make", "gmake", "cmake", "ninja", "cargo", "pytest", "py.test", "go", "tox", "nox", "pip", "uv"}
)
_COUNT = r"(?:\d+|auto|logical)"
_LONG = re.compile(rf"(--(?:jobs|numprocesses|parallel|maxWorkers|max-workers|workers)=){_COUNT}")
_SHORT = re.compile(rf"(-[jnP]){_COUNT}")
_APART = frozenset({"--jobs", "--numprocesses", "--parallel", "--maxWorkers", "--max-workers", "--workers"})
_FLAGS: Mapping[str, tuple[str, ...]] = {
    "pytest": ("--cache-clear",),
    "py.test": ("--cache-clear",),
    "tox": ("--recreate",),
    "mypy": ("--no-incremental",),
    "jest": ("--no-cache",),
    "vitest": ("--no-cache",),
    "bazel": ("--noremote_accept_cached",),
}
_AFTER_VERB: Mapping[tuple[str, str], str] = {
    ("pip", "install"): "--no-cache-dir",
    ("pip3", "install"): "--no-cache-dir",
    ("uv", "sync"): "--refresh",
    ("uv", "pip"): "--refresh",
    ("docker", "build"): "--no-cache",
    ("podman", "build"): "--no-cache",
    ("ruff", "check"): "--no-cache",
    ("go", "test"): "-count=1",
}
_GOALS = frozenset({"mvn", "mvnw", "gradle", "gradlew"})
"""Programs for which `clean` is a goal beside the others."""
_PYTHON = re.compile(r"python[\d.]*")


def varied(work: Work, tactic: Tactic) -> Work | None:
    """The work as a tactic has it done; None when the tactic knows no other way for this command."""
    if tactic is Tactic.CLEAN:
        return _clean(work)
    return _fewer(work) if tactic is Tactic.FEWER else None


def _fewer(work: Work) -> Work | None:
    """With one worker, where its program has a word for that."""
    known = _program(work.argv)[0] in _PARALLEL
    argv = _one_worker(work.argv, short=known)
    return replace(work, argv=argv, env=work.env | _ONE) if known or argv != work.argv else None


def _one_worker(argv: tuple[str, ...], *, short: bool) -> tuple[str, ...]:
    """Counts of workers become one; what is behind `--` belongs to somebody else, `short` options are ambiguous."""
    end = argv.index("--") if "--" in argv else len(argv)
    patterns = (_LONG, _SHORT) if short else (_LONG,)
    apart = _APART | {"-j", "-n", "-P"} if short else _APART
    words = list(argv[:end])
    for place, word in enumerate(words):
        match = next(filter(None, (pattern.fullmatch(word) for pattern in patterns)), None)
        if match is not None:
            words[place] = f"{match[1]}1"
        elif place and words[place - 1] in apart and re.fullmatch(_COUNT, word):
            words[place] = "1"
    return (*words, *argv[end:])


def _clean(work: Work) -> Work | None:
    """Without caches, by the program's own option for it."""
    program, place = _program(work.argv)
    rest = work.argv[place + 1 :]
    added: tuple[str, ...] = _FLAGS.get(program, ())
    if program in _GOALS and "clean" not in rest:
        added = ("clean",)
    elif rest and (program, rest[0]) in _AFTER_VERB:
        added, place, rest = (_AFTER_VERB[program, rest[0]],), place + 1, rest[1:]
    if not added or added[0] in rest:
        return None
    return replace(work, argv=(*work.argv[: place + 1], *added, *rest))


def _program(argv: tuple[str, ...]) -> tuple[str, int]:
    """The program that does the work and its place: `python -m pytest` is pytest."""
    name = os.path.basename(argv[0])
    if len(argv) > 2 and argv[1] == "-m" and _PYTHON.fullmatch(name):
        return argv[2], 2
    return (argv[2], 2) if argv[:2] in (("uv", "run"), ("poetry", "run")) and len(argv) > 2 else (name, 0)
