"""Which files of a project may be reports: globs in which `**` stands for any number of folders."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import lru_cache

ANY = "**"


class Globs:
    """Patterns relative to a folder, with `/` between their parts."""

    def __init__(self, patterns: Sequence[str]) -> None:
        parts = [tuple(part for part in pattern.split("/") if part not in ("", ".")) for pattern in patterns]
        self._patterns = tuple(one for one in parts if one)

    def match(self, path: tuple[str, ...]) -> bool:
        """Whether a file, given by the parts of its path, fits one of them."""
        return any(_fits(pattern, path) for pattern in self._patterns if _last(pattern, path[-1]))


def _last(pattern: tuple[str, ...], name: str) -> bool:
    """Whether the name alone could fit, which decides for most files."""
    return pattern[-1] == ANY or fnmatchcase(name, pattern[-1])


@lru_cache(maxsize=4096)
def _fits(pattern: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Compared part by part; what may follow is kept as a set, so that many `**` cost no more than one."""
    places = _beyond(pattern, {0})
    for part in path:
        after = {place for place in places if place < len(pattern) and pattern[place] == ANY}
        after |= {
            place + 1
            for place in places
            if place < len(pattern) and pattern[place] != ANY and fnmatchcase(part, pattern[place])
        }
        places = _beyond(pattern, after)
    return len(pattern) in places


def _beyond(pattern: tuple[str, ...], places: set[int]) -> set[int]:
    """With those that are reached when a `**` stands for nothing."""
    reached = set(places)
    for place in range(len(pattern)):
        if place in reached and pattern[place] == ANY:
            reached.add(place + 1)
    return reached
