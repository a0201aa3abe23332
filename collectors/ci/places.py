"""Which projects on which CI servers belong to a checkout: its remotes, and what is configured."""

import os
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from msgspec import Struct

from collectors.ci.http.credential import origin
from collectors.ci.kinds import KINDS, Kind, kind_named
from collectors.ci.provider import Place
from collectors.ci.remotes import remotes
from console.config.problem import Flaw
from console.model.settings import CiServer, Settings

MOST = 50


class Found(Struct, frozen=True):
    """A place, the kind of its server, and the variable that holds its token where one is named."""

    place: Place
    kind: Kind
    variable: str = ""


def find(settings: Settings, project: str, variables: Mapping[str, str]) -> tuple[Found, ...]:
    """The places of a project, each once, those of the remotes first."""
    found: dict[str, Found] = {}
    if settings.ci.remotes:
        for one in _of_remotes(project, variables):
            found.setdefault(one.place.name, one)
    for server in settings.servers.values():
        for one in _of_server(server):
            found[one.place.name] = one
    return tuple(found.values())[:MOST]


def flaws(settings: Settings) -> Iterator[Flaw]:
    """What is wrong with the configured servers."""
    for name, server in settings.servers.items():
        if server == CiServer():
            continue  # nothing is filled in so far
        kind = kind_named(server.kind)
        if kind is None:
            known = ", ".join(kind.name for kind in KINDS)
            yield Flaw(("servers", name), f"kind {server.kind!r} is not known; known are {known}")
        elif not _is_address(server.url):
            yield Flaw(("servers", name), "url has to be an address such as https://ci.example.org, without a password")
        elif not server.projects and not kind.whole:
            yield Flaw(("servers", name), "projects has to name at least one project, such as `owner/name`")


def _of_remotes(project: str, variables: Mapping[str, str]) -> Iterator[Found]:
    for remote in remotes(project):
        for kind in KINDS:
            used = any(os.path.exists(os.path.join(project, file)) for file in kind.files)
            if used and _is_on(kind, remote.host, variables):
                base = kind.hosts.get(remote.host) or f"https://{remote.host}{kind.api}"
                yield Found(Place(kind=kind.name, base=base, host=remote.host, project=remote.project), kind)


def _is_on(kind: Kind, host: str, variables: Mapping[str, str]) -> bool:
    named = {variables.get(name, "").rpartition("://")[2].rstrip("/").lower() for name in kind.host_variables} - {""}
    return host in kind.hosts or host in named or (bool(kind.prefix) and host.startswith(kind.prefix))


def _of_server(server: CiServer) -> Iterator[Found]:
    kind = kind_named(server.kind)
    if kind is None or not _is_address(server.url):
        return
    parts = urlsplit(server.url)
    host = parts.netloc.lower()
    base = kind.hosts.get(host) or server.url.rstrip("/") + kind.api
    for project in server.projects or (("",) if kind.whole else ()):
        place = Place(kind=kind.name, base=base, host=host, project=project, login=server.user)
        yield Found(place, kind, server.token_env)


def _is_address(url: str) -> bool:
    try:
        origin(url)
        return "@" not in urlsplit(url).netloc
    except ValueError:
        return False
