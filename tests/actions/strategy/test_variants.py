"""The same work in another way, by each program's own words; and what the other side asks to wait."""

import pytest

from console.actions.strategy import retry_after, varied
from console.model.job import Work
from console.model.ruling import Tactic

NOW = 1_795_000_000.0


def other(tactic: Tactic, *argv: str) -> tuple[str, ...] | None:
    found = varied(Work(argv=argv, cwd="/"), tactic)
    return None if found is None else found.argv


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        ("pytest -q tests", "pytest --cache-clear -q tests"),
        ("python3.11 -m pytest -q", "python3.11 -m pytest --cache-clear -q"),
        ("uv run pytest", "uv run pytest --cache-clear"),
        ("pip install -r x.txt", "pip install --no-cache-dir -r x.txt"),
        ("./gradlew test", "./gradlew clean test"),
        ("docker build .", "docker build --no-cache ."),
    ],
)
def test_clean(argv, expected):
    assert other(Tactic.CLEAN, *argv.split()) == tuple(expected.split())


def test_what_is_clean_already_or_unknown_has_no_other_way():
    assert other(Tactic.CLEAN, "mvn", "clean", "verify") is None
    assert other(Tactic.CLEAN, "./deploy.sh") is None
    assert other(Tactic.FEWER, "./deploy.sh") is None
    assert other(Tactic.FEWER, "head", "-n10", "x") is None
    assert other(Tactic.AGAIN, "pytest") is None


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        ("make -j8 all", "make -j1 all"),
        ("ninja -j 16", "ninja -j 1"),
        ("pytest -n auto tests", "pytest -n 1 tests"),
        ("npx jest --maxWorkers=4", "npx jest --maxWorkers=1"),
        ("cargo test -- -n 4", "cargo test -- -n 4"),
        ("ninja -j4 -k 0", "ninja -j1 -k 0"),
    ],
)
def test_fewer_workers(argv, expected):
    assert other(Tactic.FEWER, *argv.split()) == tuple(expected.split())


def test_fewer_workers_are_told_by_the_environment_too():
    found = varied(Work(argv=("make",), cwd="/", env={"PATH": "/bin", "MAKEFLAGS": "-j9"}), Tactic.FEWER)
    assert found is not None
    assert (found.env["MAKEFLAGS"], found.env["CARGO_BUILD_JOBS"], found.env["PATH"]) == ("-j1", "1", "/bin")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("HTTP 429\nRetry-After: 3600\n", 3600),
        ("retry_after=1.5", 1.5),
        ("You have exceeded a secondary rate limit, please wait for 2 minutes", 120),
        ("Too many requests; try again in 30s.", 30),
        ("Retry-After: 999999", 86_400),
        ("Retry-After: Wed, 18 Nov 2026 11:07:20 GMT", 40),
        ("Retry-After: Wed, 99 Nov 2026 11:07:20 GMT", None),
        ("tests passed in 30s", None),
        ("", None),
    ],
)
def test_what_the_other_side_asks_for(text, seconds):
    assert retry_after(text, NOW) == seconds
