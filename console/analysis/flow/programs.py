"""What a program is to the person who started it: work that is waited for, here or elsewhere, or something beside."""

import re
from pathlib import PurePosixPath

_ELSEWHERE = frozenset(
    {"pip", "pip3", "npm", "pnpm", "yarn", "apt", "apt-get", "dnf", "brew", "curl", "wget", "ssh", "scp", "rsync", "gh"}
)
"""Programs that mostly wait for another machine."""
_FETCHES = frozenset({"pull", "push", "fetch", "clone", "download"})
_BESIDE = frozenset(
    {
        "sh", "bash", "zsh", "fish", "dash", "tmux", "screen", "less", "more", "man", "sleep", "watch", "tail", "top",
        "htop", "vi", "vim", "nvim", "emacs", "nano", "code", "ssh-agent", "gpg-agent", "direnv", "kontrapunkt", "entr",
        "watchexec", "watchman", "gopls", "rust-analyzer", "clangd", "pyright", "pylsp", "tsserver",
    }
)  # fmt: skip
"""Shells, editors and their helpers, pagers, what only watches or sleeps."""
_SERVES = frozenset(
    {"serve", "server", "runserver", "watch", "--watch", "dev", "start", "daemon", "--reload", "-f", "lsp", "--lsp"}
)
"""Words of a command that runs until it is stopped."""
_TESTS = frozenset(
    {
        "test", "tests", "testing", "check", "verify", "spec", "specs", "e2e", "pytest", "unittest", "nose2", "tox",
        "nox", "nextest", "ctest", "jest", "vitest", "mocha", "ava", "karma", "cypress", "playwright", "rspec",
        "phpunit", "behave", "bats", "gotestsum",
    }
)  # fmt: skip
_DEPLOYS = frozenset({"deploy", "deployment", "release", "publish", "rollback", "rollout", "promote"})
_BETWEEN = re.compile(r"[^a-z0-9]+")


def beside(name: str, command: str) -> bool:
    """Whether nobody waits for a program to end."""
    return PurePosixPath(name).name in _BESIDE or any(word in _SERVES for word in command.split()[1:])


def elsewhere(name: str, command: str) -> bool:
    """Whether what a program waits for happens on another machine."""
    return PurePosixPath(name).name in _ELSEWHERE or any(word in _FETCHES for word in command.split()[1:4])


def tests(name: str) -> bool:
    """Whether a command, or a job of that name, tests; what brings something somewhere does not, whatever it checks."""
    words = set(_BETWEEN.split(name.lower()))
    return bool(words & _TESTS) and not words & _DEPLOYS
