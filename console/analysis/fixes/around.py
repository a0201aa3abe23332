"""What is looked up around a failure for a rule: ports, caches, scripts, kinds of things. Empty when not known."""

from collections.abc import Mapping

from console.analysis.fixes.case import Case
from console.analysis.fixes.common import KINDS
from console.analysis.fixes.linear import text
from console.analysis.fixes.nearest import nearest
from console.analysis.fixes.shell import Segment, quote
from console.analysis.fixes.surroundings import Holder

Captures = Mapping[str, str]
_TAKEN = text(r"(?i)address already in use|EADDRINUSE|port|bind")
_PORT = text(r"(?:port[ :]+|:::?|\]:|:|, )(\d{2,5})\b")
_APP = text(r"^\W*([a-z][a-z0-9-]+) \([\w-]+\)$")


def port(case: Case, _segment: Segment | None, captures: Captures) -> str:
    """The port that is taken."""
    lines = (line for line in case.lines if _TAKEN.search(line))
    ports = (int(match[1]) for line in lines if (match := _PORT.search(line)))
    return captures.get("said") or str(next((number for number in ports if number < 65536), ""))


def _holder(case: Case, captures: Captures) -> Holder | None:
    number = port(case, None, captures)
    return case.here.holder(int(number)) if number else None


def holder(case: Case, _segment: Segment | None, captures: Captures) -> str:
    """The number of the process that holds the port."""
    found = _holder(case, captures)
    return str(found.pid) if found else ""


def holder_name(case: Case, _segment: Segment | None, captures: Captures) -> str:
    """Who holds the port, in words."""
    found = _holder(case, captures)
    return f"{found.name} (process {found.pid})" if found else "another process"


def biggest_cache(case: Case, _segment: Segment | None, _captures: Captures) -> str:
    """The command that empties the biggest cache."""
    caches = case.here.caches()
    return caches[0].command if caches else ""


def cache_words(case: Case, _segment: Segment | None, _captures: Captures) -> str:
    """The biggest caches in words."""
    return ", ".join(f"{cache.path}: {cache.size / 2**20:,.0f} MiB" for cache in case.here.caches()[:3])


def unknown_script(case: Case, _segment: Segment | None, captures: Captures) -> str:
    """The script of package.json nearest to the missing one."""
    wrong = captures.get("script") or captures.get("other") or captures.get("third") or ""
    near = nearest(wrong, case.here.scripts(), floor=0.6, most=1)
    return quote(near[0].word) if near else ""


def kubernetes_kind(_case: Case, _segment: Segment | None, captures: Captures) -> str:
    """The kind of object in Kubernetes nearest to the unknown one."""
    near = nearest(captures.get("kind", ""), KINDS, most=1)
    return near[0].word if near else ""


def heroku_app(case: Case, _segment: Segment | None, _captures: Captures) -> str:
    """The first app in the list of remotes: the one that is in production more often than not."""
    return next((match[1] for line in case.lines if (match := _APP.search(line))), "")


def git_here(case: Case, _segment: Segment | None, _captures: Captures) -> str:
    """git, where there is a repository of git."""
    return "git" if ".git/" in case.here.entries(".") else ""


def hg_here(case: Case, _segment: Segment | None, _captures: Captures) -> str:
    """hg, where there is a repository of Mercurial."""
    return "hg" if ".hg/" in case.here.entries(".") else ""
