"""What fills the caches of a project ahead of its builds: commands that fetch what a lockfile names, and no more."""

import os
from collections.abc import Callable

from msgspec import Struct


class Warm(Struct, frozen=True):
    """A command that fetches, in which folder of the project, and the file whose change makes it worth it."""

    name: str
    argv: tuple[str, ...]
    folder: str
    lockfile: str


_FETCH: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("go.sum", "go", ("go", "mod", "download")),
    ("Cargo.lock", "cargo", ("cargo", "fetch", "--locked")),
    ("pnpm-lock.yaml", "pnpm", ("pnpm", "fetch")),
    ("pom.xml", "mvn", ("mvn", "-B", "-q", "dependency:go-offline")),
    ("packages.lock.json", "dotnet", ("dotnet", "restore", "--locked-mode")),
    ("mix.lock", "mix", ("mix", "deps.get", "--check-locked")),
    ("requirements.txt", "pip", ("pip", "download", "-q", "-r", "requirements.txt", "--dest", "{cache}")),
)

Which = Callable[[str], str | None]


def found(project: str, cache: str, which: Which) -> tuple[Warm, ...]:
    """The warm-ups that the project's lockfiles lead to and whose program is there.

    `cache` is the folder that takes what is downloaded.
    """
    warms = []
    for lockfile, program, argv in _FETCH:
        if os.path.isfile(os.path.join(project, lockfile)) and which(program) is not None:
            words = tuple(word.replace("{cache}", os.path.join(cache, program)) for word in argv)
            warms.append(Warm(f"warm {program}", words, project, lockfile))
    return tuple(warms)
