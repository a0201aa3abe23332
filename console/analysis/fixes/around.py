"""What is looked up around a failure for a rule: ports, caches, scripts, kinds of things."""

import re
from collections.abc import Mapping

from console.analysis.fixes.case import Case
from console.analysis.fixes.nearest import nearest
from console.analysis.fixes.shell import Segment, quote

Captures = Mapping[str, str]
_KINDS = tuple(
    "pods services deployments nodes namespaces configmaps secrets ingresses jobs cronjobs events replicasets daemonsets "
    "statefulsets persistentvolumeclaims persistentvolumes serviceaccounts roles rolebindings clusterroles "
    "clusterrolebindings endpoints limitranges resourcequotas networkpolicies storageclasses pod service deployment node "
    "namespace configmap secret ingress job cronjob event replicaset daemonset statefulset svc deploy ns cm po".split()
)
_PORT = re.compile(r"(?:port[ :]+|:::?|\]:|:|, )(\d{2,5})\b")


def port(case: Case) -> int:
    """The port an output says is taken; 0 when it names none."""
    lines = [line for line in case.lines if re.search("(?i)address already in use|EADDRINUSE|port|bind", line)]
    return next((int(match[1]) for line in lines if (match := _PORT.search(line)) and int(match[1]) < 65536), 0)


def port_text(case: Case, _segment: Segment | None, captures: Captures) -> str:
    return captures.get("said", "") or str(port(case) or "")


def holder(case: Case, _segment: Segment | None, captures: Captures) -> str:
    number = int(port_text(case, None, captures) or 0)
    holder = case.here.holder(number) if number else None
    return str(holder.pid) if holder else ""


def holder_name(case: Case, _segment: Segment | None, captures: Captures) -> str:
    number = int(port_text(case, None, captures) or 0)
    holder = case.here.holder(number) if number else None
    return f"{holder.name} (process {holder.pid})" if holder else "another process"


def biggest_cache(case: Case, _segment: Segment | None, _captures: Captures) -> str:
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
    near = nearest(captures.get("kind", ""), _KINDS, most=1)
    return near[0].word if near else ""


def heroku_app(case: Case, _segment: Segment | None, _captures: Captures) -> str:
    """The first app in the list of remotes: the one that is in production more often than not."""
    listed = re.findall(r"(?m)^\W*([a-z][a-z0-9-]+) \([\w-]+\)$", case.output)
    return listed[0] if listed else ""


def git_here(case: Case, _segment: Segment | None, _captures: Captures) -> str:
    """git, where there is a repository of git."""
    return "git" if ".git/" in case.here.entries(".") else ""


def hg_here(case: Case, _segment: Segment | None, _captures: Captures) -> str:
    """hg, where there is a repository of Mercurial."""
    return "hg" if ".hg/" in case.here.entries(".") else ""
