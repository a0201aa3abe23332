"""Tools that sum up in a line of their own how much was cached: turbo, nx, bazel, Gradle, ccache, sccache."""

import re

from collectors.caches.tally import Tally

_N = r"(\d{1,9})"
_TURBO = re.compile(rf" {{0,8}}Cached: {{1,8}}{_N} cached, {_N} total")
_TURBO_MISS = re.compile(r"(\S{1,200}): cache (miss|bypass), (?:force )?executing")
_NX = re.compile(
    rf"(?:Nx read the output from the cache instead of running the command for|from cache for) {_N} out of {_N} tasks"
)
_NX_LINE = re.compile(rf" {{0,8}}Cache: {{1,4}}{_N}/{_N} hit")
_BAZEL = re.compile(rf"(?:INFO: )?{_N} process(?:es)?: (.{{1,300}}?)\.?$")
_BAZEL_PART = re.compile(rf"{_N} ([a-z][a-z0-9 -]{{1,40}})")
_GRADLE = re.compile(rf"{_N} actionable tasks?: (.{{1,200}})$")
_CCACHE = re.compile(rf" {{0,8}}(?:Hits|Cache hits): {{1,30}}{_N} / {{0,12}}{_N} \(")
_SCCACHE = re.compile(rf"Cache (hits|misses) {{2,60}}{_N}$")


def turbo(line: str, tally: Tally) -> None:
    """`Cached:    1 cached, 2 total`, and the tasks that missed."""
    if (found := _TURBO.match(line)) is not None:
        cached, total = int(found[1]), int(found[2])
        tally.hit(min(cached, total))
        tally.miss(n=max(total - cached, 0))
    elif (missed := _TURBO_MISS.match(line)) is not None:
        tally.name(missed[1], "its inputs changed" if missed[2] == "miss" else "its cache is switched off")


def nx(line: str, tally: Tally) -> None:
    """The sentence that older versions print, or the line of newer ones."""
    if (found := _NX.search(line) or _NX_LINE.match(line)) is not None:
        cached, total = int(found[1]), int(found[2])
        tally.hit(min(cached, total))
        tally.miss(n=max(total - cached, 0))


def bazel(line: str, tally: Tally) -> None:
    """`INFO: 12 processes: 3 remote cache hit, 5 internal, 4 linux-sandbox.`; what is internal is no work."""
    if (found := _BAZEL.match(line)) is None:
        return
    for number, kind in _BAZEL_PART.findall(found[2]):
        if kind.endswith("cache hit"):
            tally.hit(int(number))
        elif kind != "internal":
            tally.miss(f"actions run by {kind}", "not in the cache", n=int(number))


def gradle(line: str, tally: Tally) -> None:
    """`12 actionable tasks: 3 executed, 5 from cache, 4 up-to-date`."""
    if (found := _GRADLE.match(line)) is None:
        return
    for number, kind in _BAZEL_PART.findall(found[2]):
        if kind in ("from cache", "up-to-date"):
            tally.hit(int(number))
        elif kind == "executed":
            tally.miss(n=int(number))


def ccache(line: str, tally: Tally) -> None:
    """The statistics that `ccache -s` prints, as CI scripts do at the end; the first such line is the sum."""
    if not tally.hits + tally.misses and (found := _CCACHE.match(line)) is not None:
        hits, total = int(found[1]), int(found[2])
        tally.hit(min(hits, total))
        tally.miss(n=max(total - hits, 0))


def sccache(line: str, tally: Tally) -> None:
    """The statistics of `sccache --show-stats`."""
    if (found := _SCCACHE.match(line)) is not None:
        if found[1] == "hits":
            tally.hit(int(found[2]))
        else:
            tally.miss(n=int(found[2]))
