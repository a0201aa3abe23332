"""A test run with the tests first that failed last, where the runner can do that by itself."""

import os

from msgspec.structs import replace

from console.model.job import Work

FLAG = "--failed-first"
_KNOWN = ("--ff", FLAG, "--lf", "--last-failed", "--nf", "--new-first", "--sw", "--stepwise")
_WITHOUT = "no:cacheprovider"


def failed_first(work: Work) -> Work:
    """The same work, its failed tests first; unchanged for runners that cannot, or that were told an order."""
    at = _pytest(work.argv)
    rest = work.argv[at:]
    if at == 0 or any(word.startswith(_KNOWN) or word.endswith(_WITHOUT) for word in rest):
        return work
    return replace(work, argv=(*work.argv[:at], FLAG, *rest))


def _pytest(argv: tuple[str, ...]) -> int:
    """Where the arguments of pytest begin; 0 when it is another program."""
    for index, word in enumerate(argv[:4]):
        if os.path.basename(word) in ("pytest", "py.test"):
            return index + 1
    return 0
