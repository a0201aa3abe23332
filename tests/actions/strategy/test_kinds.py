"""What kind of work a command is, and how it would run without a network."""

import pytest

from console.actions.strategy.kinds import checker, is_build, is_test
from console.actions.strategy.offline import offline


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("ruff check .", "ruff"), ("python3 -m mypy app", "mypy"), ("uv run ruff format --check", "ruff"),
        ("npx eslint src", "eslint"), ("/opt/bin/shellcheck x.sh", "shellcheck"), ("poetry run flake8", "flake8"),
        ("pytest", ""), ("make lint", ""), ("cat ruff", ""), ("git commit -m mypy", ""), ("", ""),
    ],
)  # fmt: skip
def test_checkers(line, name):
    assert checker(line.split()) == name


@pytest.mark.parametrize("line", ["pytest -q", "cargo test", "npm run test", "go test ./...", "make check", "tox"])
def test_tests(line):
    assert is_test(line.split(), "")
    assert not is_build(line.split(), "")


@pytest.mark.parametrize("line", ["make -j8", "cargo build", "npm run build", "ninja", "docker build .", "tsc -p ."])
def test_builds(line):
    assert is_build(line.split(), "")
    assert not is_test(line.split(), "")


def test_a_name_tells_what_a_script_does():
    assert is_test(["./run.sh"], "unit-tests")
    assert is_build(["sh", "-c", "./go"], "build")
    assert not is_test(["./latest.sh"], "latest")


def test_a_shell_line_is_read_by_its_first_words():
    assert checker(["sh", "-c", "ruff check && true"]) == "ruff"


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("npm ci", "npm ci --prefer-offline"), ("cargo build -r", "cargo build --offline -r"),
        ("mvn test", "mvn --offline test"), ("uv sync --offline", None), ("make", None), ("", None),
    ],
)  # fmt: skip
def test_without_a_network(line, other):
    found = offline(tuple(line.split()))
    assert (" ".join(found) if found else None) == other
