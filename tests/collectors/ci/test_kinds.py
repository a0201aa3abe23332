"""Checkouts lead to the kinds of servers that their remotes and files name."""

from pathlib import Path

import pytest

from collectors.ci.kinds import KINDS
from collectors.ci.places import find
from collectors.ci.tokens import Tokens
from console.model.settings import CiServer, Settings
from tests.collectors.ci.support import checkout


@pytest.mark.parametrize(
    ("url", "file", "kind", "base"),
    [
        ("https://codeberg.org/ada/engine", ".forgejo/workflows", "forgejo", "https://codeberg.org/api/v1"),
        ("git@forgejo.example:ada/engine.git", ".gitea/workflows", "forgejo", "https://forgejo.example/api/v1"),
        ("https://gitea.com/ada/engine", ".gitea/workflows", "gitea", "https://gitea.com/api/v1"),
        ("git@gitea.example:ada/engine.git", ".github/workflows", "gitea", "https://gitea.example/api/v1"),
    ],
)
def test_a_remote_leads_to_its_kind(url: str, file: str, kind: str, base: str, tmp_path: Path):
    (found,) = find(Settings(), str(checkout(tmp_path / "p", url, f"{file}/ci.yml")), {})
    assert (found.kind.name, found.place.base, found.place.project) == (kind, base, "ada/engine")


@pytest.mark.parametrize("kind", ["woodpecker", "jenkins", "cctray"])
def test_others_are_named_in_the_configuration(kind: str, tmp_path: Path):
    server = CiServer(kind=kind, url="https://ci.example/x", projects=("a/b",))
    (found,) = find(Settings(servers={"s": server}), str(tmp_path), {})
    api = "/api" if kind == "woodpecker" else ""
    assert (found.place.name, found.place.base) == ("ci.example/a/b", f"https://ci.example/x{api}")


@pytest.mark.parametrize(
    ("host", "kind", "variables", "expected"),
    [
        ("codeberg.org", "forgejo", {"FORGEJO_TOKEN": "t1"}, True),
        ("forgejo.example", "forgejo", {"FORGEJO_TOKEN": "t1"}, False),
        ("forgejo.example", "forgejo", {"FORGEJO_TOKEN": "t1", "FORGEJO_HOST": "forgejo.example"}, True),
        ("gitea.example", "gitea", {"GITEA_TOKEN": "t1", "GITEA_SERVER_URL": "https://gitea.example"}, True),
        ("gitea.com", "gitea", {"GITEA_TOKEN": "t1", "GITEA_SERVER_URL": "https://gitea.example"}, False),
        ("ci.example", "woodpecker", {"WOODPECKER_TOKEN": "t1", "WOODPECKER_SERVER": "https://ci.example/"}, True),
        ("ci.evil", "woodpecker", {"WOODPECKER_TOKEN": "t1", "WOODPECKER_SERVER": "https://ci.example/"}, False),
    ],
)
async def test_a_token_of_the_environment_is_for_its_host(
    host: str, kind: str, variables: dict[str, str], expected: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    settings = Settings(servers={"s": CiServer(kind=kind, url=f"https://{host}", projects=("a/b",))})
    (found,) = find(settings, str(tmp_path), variables)
    assert (await Tokens(str(tmp_path), variables).find(found.kind, found.place) is not None) is expected


def test_every_kind_has_a_name_of_its_own():
    assert len({kind.name for kind in KINDS}) == len(KINDS)
