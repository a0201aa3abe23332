"""What kind of work a command is, as far as its words tell: checking, testing, or building."""

import os.path
import re
from collections.abc import Collection, Mapping, Sequence

_CHECKERS = frozenset(
    {
        "actionlint", "bandit", "biome", "black", "clang-format", "clang-tidy", "codespell", "cppcheck", "eslint",
        "flake8", "golangci-lint", "gofmt", "hadolint", "isort", "ktlint", "markdownlint", "mypy", "phpcs", "phpstan",
        "prettier", "pydocstyle", "pyflakes", "pylint", "pyright", "rubocop", "ruff", "rustfmt", "semgrep",
        "shellcheck", "staticcheck", "stylelint", "ty", "vulture", "yamllint",
    }
)  # fmt: skip
_TESTERS = frozenset(
    {"ava", "behave", "ctest", "jest", "karma", "mocha", "nose2", "nox", "phpunit", "py.test", "pytest", "rspec", "tox",
     "unittest", "vitest"}
)  # fmt: skip
_BUILDERS = frozenset(
    {"bazel", "clang", "cmake", "esbuild", "g++", "gcc", "gradle", "gradlew", "make", "gmake", "meson", "msbuild",
     "mvn", "mvnw", "ninja", "rollup", "tsc", "vite", "webpack", "xcodebuild"}
)  # fmt: skip
_VERBS: Mapping[str, Collection[str]] = {
    "test": ("test", "tests", "check", "nextest", "verify"),
    "build": ("build", "compile", "install", "package", "assemble", "bundle", "dist", "all"),
}
_RUNNERS = frozenset({"bundle", "exec", "npx", "pipx", "pnpm", "poetry", "run", "rye", "uv", "uvx", "yarn", "-m"})
_PYTHON = re.compile(r"python[\d.]*")


def checker(argv: Sequence[str]) -> str:
    """The name of the linter, formatter or type checker that a command runs; empty where it runs none."""
    return next((word for word in _heads(argv)[:1] if word in _CHECKERS), "")


def is_test(argv: Sequence[str], name: str) -> bool:
    """Whether a command, or a job of that name, runs tests."""
    heads = _heads(argv)
    return bool(_TESTERS & set(heads[:1])) or _says(name, heads, "test")


def is_build(argv: Sequence[str], name: str) -> bool:
    """Whether a command, or a job of that name, builds something."""
    heads = _heads(argv)
    return not is_test(argv, name) and (bool(_BUILDERS & set(heads[:1])) or _says(name, heads, "build"))


def _says(name: str, heads: Sequence[str], kind: str) -> bool:
    """Whether the job's name, or the first word behind a program, is one of those for it."""
    words = re.split(r"[^a-z]+", name.lower())
    return any(word in _VERBS[kind] for word in (*words, *heads[1:2]))


def _heads(argv: Sequence[str]) -> list[str]:
    """The program that does the work, and what it is to do: runners before it and options between are left out."""
    words = argv[2].split() if list(argv[:2]) == ["sh", "-c"] and len(argv) > 2 else list(argv)
    named = [os.path.basename(word) for word in words if word == "-m" or not word.startswith("-")]
    while len(named) > 1 and (named[0] in _RUNNERS or _PYTHON.fullmatch(named[0])):
        del named[0]
    return [named[0], *(word for word in named[1:] if word not in ("run", "run-script"))][:2] if named else []
