"""Every kind of CI server that is known: how it is recognised, where its API is, where its token may be found.

A new kind is one row here, and the module that the row names.
"""

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collectors.ci.http.client import Client
    from collectors.ci.provider import Place, Provider


class Kind(Struct, frozen=True, kw_only=True):
    """One kind of server.

    `provider` is module and class. `hosts` are its public hosts, with the address of the API; of others `api` is the
    path of the API. `prefix` is how hosts of one's own are mostly named; `host_variables` name one in the environment.
    `files` are what a checkout has that uses it. `variables` hold the token for a public host, `own_variables` for the
    host that `host_variables` name. `helper` is a program that knows the token, with `{host}` in its arguments.
    `header` carries the token: `bearer`, `basic`, or the header's name. `headers` go with every request. `whole` tells
    of servers that are watched as a whole when no project is named.
    """

    name: str
    provider: tuple[str, str]
    hosts: dict[str, str] = {}
    api: str = ""
    prefix: str = ""
    host_variables: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    own_variables: tuple[str, ...] = ()
    helper: tuple[str, ...] = ()
    header: str = "bearer"
    headers: dict[str, str] = {}
    whole: bool = False

    def make(self, place: "Place", client: "Client") -> "Provider":
        """A provider for a place; only now its module is imported."""
        module, name = self.provider
        maker: Callable[[Any, Any], Provider] = getattr(importlib.import_module(module), name)
        return maker(place, client)


KINDS: tuple[Kind, ...] = (
    Kind(
        name="github",
        provider=("collectors.ci.github", "GitHub"),
        hosts={"github.com": "https://api.github.com"},
        api="/api/v3",
        prefix="github.",
        host_variables=("GH_HOST",),
        files=(".github/workflows",),
        variables=("GH_TOKEN", "GITHUB_TOKEN"),
        own_variables=("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"),
        helper=("gh", "auth", "token", "--hostname", "{host}"),
        headers={"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"},
    ),
    Kind(
        name="gitlab",
        provider=("collectors.ci.gitlab", "GitLab"),
        hosts={"gitlab.com": "https://gitlab.com/api/v4"},
        api="/api/v4",
        prefix="gitlab.",
        host_variables=("GITLAB_HOST", "GL_HOST"),
        files=(".gitlab-ci.yml",),
        variables=("GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN"),
        own_variables=("GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN"),
        helper=("glab", "config", "get", "token", "--host", "{host}"),
        header="PRIVATE-TOKEN",
    ),
    Kind(name="buildbot", provider=("collectors.ci.buildbot", "Buildbot"), header="basic", whole=True),
    Kind(
        name="gitea",
        provider=("collectors.ci.gitea", "Gitea"),
        hosts={"gitea.com": "https://gitea.com/api/v1"},
        api="/api/v1",
        prefix="gitea.",
        host_variables=("GITEA_SERVER_URL",),
        files=(".gitea/workflows", ".github/workflows"),
        variables=("GITEA_TOKEN", "GITEA_SERVER_TOKEN"),
        own_variables=("GITEA_TOKEN", "GITEA_SERVER_TOKEN"),
    ),
    Kind(
        name="forgejo",
        provider=("collectors.ci.gitea", "Gitea"),
        hosts={"codeberg.org": "https://codeberg.org/api/v1"},
        api="/api/v1",
        prefix="forgejo.",
        host_variables=("FORGEJO_HOST",),
        files=(".forgejo/workflows", ".gitea/workflows", ".github/workflows"),
        variables=("FORGEJO_TOKEN",),
        own_variables=("FORGEJO_TOKEN",),
    ),
    Kind(
        name="woodpecker",
        provider=("collectors.ci.woodpecker", "Woodpecker"),
        api="/api",
        host_variables=("WOODPECKER_SERVER",),
        own_variables=("WOODPECKER_TOKEN",),
    ),
    Kind(name="jenkins", provider=("collectors.ci.jenkins", "Jenkins"), header="basic"),
    Kind(name="cctray", provider=("collectors.ci.cctray", "CcTray"), header="basic", whole=True),
)


def kind_named(name: str) -> Kind | None:
    """The kind of that name."""
    return next((kind for kind in KINDS if kind.name == name), None)
