"""The tests that run first: those that failed last time, those that changed, and those that a change reaches."""

import os
import re
from collections.abc import Iterable, Mapping

from console.actions.affected.coverage import tests_of
from console.actions.affected.imports import Imports
from console.actions.inputs.globs import Globs

MOST = 200
"""Files in one command line."""
SHARE = 0.5
"""When more of all test files than this are touched, running them first gains nothing."""

_FAILED = re.compile(r"^(?:FAILED|ERROR) ([^\s:]+\.py)\b", re.MULTILINE)


def is_test(path: str) -> bool:
    """Whether pytest collects a file by its name."""
    name = os.path.basename(path)
    return name.endswith(".py") and (name.startswith("test_") or name.endswith("_test.py"))


def failed_in(output: str, folder: str) -> list[str]:
    """The test files that pytest's summary names as failed."""
    return [os.path.normpath(os.path.join(folder, name)) for name in dict.fromkeys(_FAILED.findall(output))]


def touched_tests(folder: str, project: str, changed: Iterable[str], failed: Iterable[str] = ()) -> tuple[str, ...]:
    """The test files that run first, the likeliest to fail before the others, from `folder`; none where too many would.

    `failed` are those that failed last time.
    """
    known = Imports(project)
    reach = known.reach(dict.fromkeys(changed))
    reach.update({path: min(1, reach.get(path, 1)) for path in tests_of(folder, changed)})
    reach.update(dict.fromkeys(failed, -1))
    every = [path for path in known.files if is_test(path)]
    touched = sorted((path for path in every if path in reach), key=lambda path: (reach[path], path))
    if not touched or len(touched) > max(1.0, SHARE * len(every)):
        return ()
    return tuple(os.path.relpath(path, folder) for path in touched[:MOST])


def arguments(folder: str, changed: Iterable[str], first: Mapping[str, str]) -> tuple[str, ...]:
    """The arguments that configured globs give for changed files, each once. Raises ValueError for a bad glob."""
    found: dict[str, None] = {}
    for glob, argument in first.items():
        globs = Globs(folder, (glob,))
        if any(globs.matches(path) for path in changed):
            found[argument] = None
    return tuple(found)
