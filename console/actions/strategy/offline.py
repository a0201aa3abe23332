"""The same work without a network: from what a package manager has kept."""

import os.path
from collections.abc import Mapping

_ADDED: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("npm", "ci"): ("--prefer-offline",),
    ("npm", "install"): ("--prefer-offline",),
    ("pnpm", "install"): ("--offline",),
    ("yarn", "install"): ("--offline",),
    ("cargo", "build"): ("--offline",),
    ("cargo", "check"): ("--offline",),
    ("cargo", "fetch"): ("--offline",),
    ("cargo", "test"): ("--offline",),
    ("uv", "sync"): ("--offline",),
    ("uv", "lock"): ("--offline",),
    ("uv", "pip"): ("--offline",),
    ("bundle", "install"): ("--local",),
    ("go", "build"): ("-mod=vendor",),
    ("go", "test"): ("-mod=vendor",),
}
_ANY: Mapping[str, str] = {
    "mvn": "--offline", "mvnw": "--offline", "gradle": "--offline", "gradlew": "--offline",
}  # fmt: skip


def offline(argv: tuple[str, ...]) -> tuple[str, ...] | None:
    """The command as it runs from what was kept before; None where its program has no word for that."""
    if not argv:
        return None
    name = os.path.basename(argv[0])
    added: tuple[str, ...] = (_ANY[name],) if name in _ANY else _ADDED.get((name, next(iter(argv[1:]), "")), ())
    place = 1 if name in _ANY else 2
    if not added or added[0] in argv:
        return None
    return (*argv[:place], *added, *argv[place:])
