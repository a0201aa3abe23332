"""The figures that ccache and sccache keep themselves; they only ever grow, so two looks make one figure.

`sccache --show-stats` starts a server where none runs. It is asked only where one listens already.
"""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Mapping

PATIENCE = 5.0
PORT = 4226
DIRECT, PREPROCESSED, MISSED = "direct_cache_hit", "preprocessed_cache_hit", "cache_miss"

Figures = tuple[int, int]


def ccache(env: Mapping[str, str]) -> Figures | None:
    """Hits and misses since the figures were zeroed; None where there is no ccache. For a thread."""
    printed = _run(("ccache", "--print-stats"), env)
    return None if printed is None else ccache_figures(printed)


def ccache_figures(printed: str) -> Figures | None:
    """Hits and misses in lines of a name, a tab and a number; None where there are none."""
    found = dict(line.split("\t", 1) for line in printed.splitlines() if "\t" in line)
    try:
        return int(found[DIRECT]) + int(found[PREPROCESSED]), int(found[MISSED])
    except (KeyError, ValueError):
        return None


def sccache(env: Mapping[str, str]) -> Figures | None:
    """Hits and misses of the server that runs; None where none does. For a thread."""
    if not _listens(env):
        return None
    printed = _run(("sccache", "--show-stats", "--stats-format=json"), env)
    return None if printed is None else sccache_figures(printed)


def sccache_figures(printed: str) -> Figures | None:
    """Hits and misses of all languages; None for what is no such text."""
    try:
        stats = json.loads(printed)["stats"]
        return sum(stats["cache_hits"]["counts"].values()), sum(stats["cache_misses"]["counts"].values())
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _listens(env: Mapping[str, str]) -> bool:
    """Whether a server of sccache listens on this machine."""
    named = env.get("SCCACHE_SERVER_UDS", "")
    family = socket.AF_UNIX if named else socket.AF_INET
    port = env.get("SCCACHE_SERVER_PORT", "")
    address = named or ("127.0.0.1", int(port) if port.isascii() and port.isdigit() and int(port) < 65536 else PORT)
    with socket.socket(family) as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(address) == 0


def _run(argv: tuple[str, ...], env: Mapping[str, str]) -> str | None:
    program = shutil.which(argv[0], path=env.get("PATH", os.defpath))
    if program is None:
        return None
    try:
        done = subprocess.run(
            (program, *argv[1:]), env=dict(env), stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
