"""Tools that tell of each thing whether it was cached: GitHub Actions, docker build, pip, npm."""

import re

from collectors.caches.tally import Tally

_RESTORED = re.compile(r"Cache (?:restored from key|hit for(?: restore-key)?): {0,4}(\S{1,500})")
_NOT_FOUND = re.compile(r"Cache not found for(?: input)? keys?: {0,4}([^\s,]{1,500})")
_SETUP = re.compile(r"(npm|yarn|pnpm|pip|pipenv|poetry|gradle|maven|sbt|go) cache is not found")
_STEP = re.compile(r"#(\d{1,6}) \[(?!internal)([^\]]{0,100}\d/\d{1,4}|\d{1,4}/\d{1,4})\] (.{1,200})$")
_CACHED = re.compile(r"#(\d{1,6}) CACHED$")
_DONE = re.compile(r"#(\d{1,6}) DONE (\d{1,7}(?:\.\d{1,3})?)s$")
_OLD_STEP = re.compile(r"Step \d{1,4}/\d{1,4} : (.{1,200})$")
_OLD_CACHED = re.compile(r" {1,3}---> Using cache$")
_OLD_RUN = re.compile(r" {1,3}---> (?:Running in [0-9a-f]{1,64}|\[Warning\].{0,200})")
_PIP = re.compile(
    r" {0,16}(Using cached|Downloading) (?:https?://\S{1,300}/)?([A-Za-z0-9][\w.+-]{1,200}\.(?:whl|tar\.gz|zip))"
)
_SIZE = re.compile(r"\((\d{1,6}(?:\.\d{1,3})? [kMG]B)\)")
_NPM = re.compile(
    r"npm http (?:fetch GET|cache) \d{3} (\S{1,300}) .{0,60}\(cache (hit|miss|revalidated|updated|stale)\)"
)
_NPM_OLD = re.compile(r"npm http cache (\S{1,300}) \d{1,6}ms \(cache hit\)")


class Actions:
    """The steps of a workflow that restore a cache; one tells of the same key in several words."""

    def __init__(self) -> None:
        self._keys: set[str] = set()

    def __call__(self, line: str, tally: Tally) -> None:
        """One line."""
        if (found := _RESTORED.search(line)) is not None:
            if found[1] not in self._keys:
                self._keys.add(found[1])
                tally.hit()
        elif (missed := _NOT_FOUND.search(line)) is not None:
            tally.miss(missed[1], "nothing was saved under this key yet")
        elif (setup := _SETUP.search(line)) is not None:
            tally.miss(f"{setup[1]} packages", "nothing was saved for this lockfile yet")


class Docker:
    """The steps of `docker build`, in plain progress of BuildKit or as the older builder prints them."""

    def __init__(self) -> None:
        self._steps: dict[str, str] = {}
        self._old = ""

    def __call__(self, line: str, tally: Tally) -> None:
        """One line; the base image is no step that could be cached."""
        if (step := _STEP.match(line)) is not None:
            if not step[3].startswith("FROM ") and len(self._steps) < 10_000:
                self._steps[step[1]] = step[3]
        elif (cached := _CACHED.match(line)) is not None:
            tally.hit(self._steps.pop(cached[1], None) is not None)
        elif (done := _DONE.match(line)) is not None:
            if (name := self._steps.pop(done[1], None)) is not None:
                tally.miss(name, "the step, or one before it, changed", float(done[2]))
        else:
            self._older(line, tally)

    def _older(self, line: str, tally: Tally) -> None:
        if (step := _OLD_STEP.match(line)) is not None:
            self._old = step[1]
        elif self._old and _OLD_CACHED.match(line) is not None:
            tally.hit()
            self._old = ""
        elif self._old and _OLD_RUN.match(line) is not None:
            tally.miss(self._old, "the step, or one before it, changed")
            self._old = ""


def pip(line: str, tally: Tally) -> None:
    """`Using cached NAME` and `Downloading NAME (2.3 MB)`; the small files of metadata count for nothing."""
    found = _PIP.match(line)
    if found is None or line.rstrip().endswith(".metadata") or ".metadata " in line:
        return
    if found[1] == "Using cached":
        tally.hit()
    else:
        size = _SIZE.search(line)
        tally.miss(found[2], f"downloaded, {size[1]}" if size else "downloaded")


def npm(line: str, tally: Tally) -> None:
    """What npm says of each request with `--loglevel http`."""
    if _NPM_OLD.search(line) is not None:
        tally.hit()
    elif (found := _NPM.search(line)) is not None:
        if found[2] in ("miss", "updated"):
            tally.miss(found[1].rsplit("/", 1)[-1], "not in the cache")
        else:
            tally.hit()
