"""Where places and tokens are found, and where tokens are never offered."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.ci.kinds import KINDS, kind_named
from collectors.ci.places import find, flaws
from collectors.ci.provider import Place
from collectors.ci.push import Push
from collectors.ci.remotes import remotes, where
from collectors.ci.tokens import Tokens, file_name, read_file, token_folder, usable
from console.model.settings import CiServer, CiSettings, Settings
from tests.collectors.ci.support import checkout

ACTIONS = ".github/workflows/ci.yml"


@pytest.mark.parametrize(
    ("address", "host", "project"),
    [
        ("https://github.com/ada/engine.git", "github.com", "ada/engine"),
        ("https://ada:secret@github.com/ada/engine", "github.com", "ada/engine"),
        ("git@github.com:ada/engine.git", "github.com", "ada/engine"),
        ("ssh://git@ssh.github.com:443/ada/engine.git", "github.com", "ada/engine"),
        ("ssh://git@gitlab.example:2222/group/sub/engine.git", "gitlab.example", "group/sub/engine"),
        ("https://GitLab.example:8443/group/engine/", "gitlab.example:8443", "group/engine"),
        ("../other", "", ""),
        ("/srv/git/engine.git", "", ""),
        ("file:///srv/git/a/b.git", "", ""),
        ("https://github.com/engine", "", ""),
        ("https://github.com/a/../../b", "", ""),
        ("https://[::1/a/b", "", ""),
        ("ext::sh -c evil/% a/b", "", ""),
        ("", "", ""),
    ],
)
def test_where_a_remote_leads(address: str, host: str, project: str):
    assert where(address) == (host, project)


@given(st.text(max_size=80))
def test_any_address_is_read(address: str):
    host, project = where(address)
    assert bool(host) == bool(project)
    assert "@" not in host
    assert (host + project).isascii()


def test_remotes_in_order(tmp_path: Path):
    folder = checkout(tmp_path / "p", "git@github.com:ada/engine.git")
    with (folder / ".git/config").open("a") as file:
        file.write('[remote "fork"]\n\turl = https://github.com/bob/engine\n[broken\n')
    text = (folder / ".git/config").read_text()
    (folder / ".git/config").write_text('[remote "alpha"]\n\turl = https://github.com/alpha/engine\n' + text)
    assert [(one.name, one.project) for one in remotes(str(folder))] == [
        ("origin", "ada/engine"), ("alpha", "alpha/engine"), ("fork", "bob/engine"),
    ]  # fmt: skip
    assert remotes(str(tmp_path / "nothing")) == ()


def test_a_linked_work_tree_has_the_remotes_of_the_main_one(tmp_path: Path):
    main = checkout(tmp_path / "main", "https://github.com/ada/engine")
    own = main / ".git/worktrees/two"
    own.mkdir(parents=True)
    (own / "commondir").write_text("../..\n")
    linked = tmp_path / "two"
    linked.mkdir()
    (linked / ".git").write_text(f"gitdir: {own}\n")
    assert [one.project for one in remotes(str(linked))] == ["ada/engine"]


def test_a_place_needs_host_and_files(tmp_path: Path):
    with_files = str(checkout(tmp_path / "a", "https://github.com/ada/engine", ACTIONS))
    without = str(checkout(tmp_path / "b", "https://github.com/ada/engine"))
    elsewhere = str(checkout(tmp_path / "c", "https://code.example/ada/engine", ACTIONS))
    (found,) = find(Settings(), with_files, {})
    assert (found.place.name, found.place.base) == ("github.com/ada/engine", "https://api.github.com")
    assert find(Settings(), without, {}) == ()
    assert find(Settings(), elsewhere, {}) == ()
    (enterprise,) = find(Settings(), elsewhere, {"GH_HOST": "code.example"})
    assert enterprise.place.base == "https://code.example/api/v3"
    assert find(Settings(ci=CiSettings(remotes=False)), with_files, {}) == ()


def test_a_self_hosted_gitlab_by_its_name(tmp_path: Path):
    folder = str(checkout(tmp_path / "a", "git@gitlab.example:g/s/engine.git", ".gitlab-ci.yml"))
    (found,) = find(Settings(), folder, {})
    assert (found.kind.name, found.place.base, found.place.project) == (
        "gitlab", "https://gitlab.example/api/v4", "g/s/engine",
    )  # fmt: skip


def test_configured_servers(tmp_path: Path):
    servers = {
        "bb": CiServer(kind="buildbot", url="http://ci.example:8010/"),
        "gl": CiServer(kind="gitlab", url="https://code.example", projects=("a/b", "c/d")),
    }
    found = find(Settings(servers=servers), str(tmp_path), {})
    assert [(one.place.name, one.place.base) for one in found] == [
        ("ci.example:8010", "http://ci.example:8010"),
        ("code.example/a/b", "https://code.example/api/v4"),
        ("code.example/c/d", "https://code.example/api/v4"),
    ]


@pytest.mark.parametrize(
    ("server", "word"),
    [
        (CiServer(kind="hudson", url="https://x.example"), "known are"),
        (CiServer(kind="buildbot", url="x.example"), "address"),
        (CiServer(kind="buildbot", url="https://ada:pw@x.example"), "without a password"),
        (CiServer(kind="gitlab", url="https://x.example"), "projects"),
    ],
)
def test_servers_that_cannot_be(server: CiServer, word: str, tmp_path: Path):
    settings = Settings(servers={"x": server})
    (flaw,) = flaws(settings)
    assert word in flaw.message
    assert "pw" not in flaw.message
    assert find(settings, str(tmp_path), {}) == ()


def _place(host: str, kind: str = "github") -> Place:
    return Place(kind=kind, base=f"https://{host}", host=host, project="a/b")


@pytest.mark.parametrize(
    ("host", "kind", "variables", "expected"),
    [
        ("github.com", "github", {"GITHUB_TOKEN": "t1"}, "t1"),
        ("github.com", "github", {"GITHUB_TOKEN": "t1", "GH_TOKEN": "t2"}, "t2"),
        ("github.example", "github", {"GITHUB_TOKEN": "t1", "GH_TOKEN": "t2"}, ""),
        ("github.example", "github", {"GH_ENTERPRISE_TOKEN": "t3"}, ""),
        ("github.example", "github", {"GH_ENTERPRISE_TOKEN": "t3", "GH_HOST": "github.example"}, "t3"),
        ("github.evil", "github", {"GH_ENTERPRISE_TOKEN": "t3", "GH_HOST": "github.example"}, ""),
        ("github.com", "github", {"GH_TOKEN": "t2", "GH_ENTERPRISE_TOKEN": "t3", "GH_HOST": "github.example"}, "t2"),
        ("gitlab.com", "gitlab", {"GITLAB_TOKEN": "t4"}, "t4"),
        ("gitlab.evil", "gitlab", {"GITLAB_TOKEN": "t4"}, ""),
        ("gitlab.com", "gitlab", {"GITLAB_TOKEN": "t4", "GITLAB_HOST": "https://gitlab.example"}, ""),
        ("gitlab.example", "gitlab", {"GITLAB_TOKEN": "t4", "GITLAB_HOST": "https://gitlab.example"}, "t4"),
        ("github.com", "github", {"GITHUB_TOKEN": "two words"}, ""),
        ("github.com", "github", {"GITHUB_TOKEN": "a\r\nX-Evil: 1"}, ""),
    ],
)
async def test_a_token_of_the_environment_is_for_one_host(
    host: str, kind: str, variables: dict[str, str], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    known = kind_named(kind)
    assert known is not None
    found = await Tokens(str(tmp_path), variables).find(known, _place(host, kind))
    headers = found.headers(f"https://{host}/x") if found else {}
    assert [value.removeprefix("Bearer ") for value in headers.values()] == ([expected] if expected else [])


async def test_a_helper_is_asked_for_the_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    helper = tmp_path / "gh"
    helper.write_text('#!/bin/sh\n[ "$4" = code.example ] && echo "tok-$4" || exit 1\n')
    helper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    tokens = Tokens(str(tmp_path / "none"), {})
    found = await tokens.find(KINDS[0], _place("code.example"))
    assert found is not None
    assert found.source == "gh"
    assert found.headers("https://code.example/") == {"Authorization": "Bearer tok-code.example"}
    assert await tokens.find(KINDS[0], _place("other.example")) is None


@pytest.mark.parametrize(("mode", "readable"), [(0o600, True), (0o400, True), (0o640, False), (0o644, False)])
async def test_a_file_counts_only_when_it_is_private(
    mode: int, readable: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / file_name("code.example:8443")
    path.write_text("tok\n")
    path.chmod(mode)
    found = await Tokens(str(tmp_path), {}).find(KINDS[0], _place("code.example:8443"))
    assert (found is not None) is readable


def test_a_link_and_a_pipe_are_no_token_files(tmp_path: Path):
    (tmp_path / "real").write_text("tok")
    (tmp_path / "real").chmod(0o600)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert read_file(str(tmp_path / "real")) == "tok"
    assert read_file(str(tmp_path / "link")) == ""
    assert read_file(str(tmp_path / "pipe")) == ""
    assert read_file(str(tmp_path / "none")) == ""


async def test_a_named_variable_is_the_only_one(tmp_path: Path):
    kind = kind_named("buildbot")
    assert kind is not None
    one = Place(kind="buildbot", base="http://ci.example:8010", host="ci.example:8010", login="ada")
    tokens = Tokens(str(tmp_path), {"BB": "pw", "OTHER": "no"})
    found = await tokens.find(kind, one, "BB")
    assert found is not None
    assert found.headers("http://ci.example:8010/auth") == {"Authorization": "Basic YWRhOnB3"}
    assert await tokens.find(kind, one, "MISSING") is None


@given(st.text(max_size=20))
def test_a_usable_token_fits_into_a_header(value: str):
    if usable(value):
        assert value.strip().isprintable()
        assert not set(value.strip()) & set("\r\n\0 ")


def test_where_token_files_lie():
    assert token_folder({"XDG_CONFIG_HOME": "/c"}) == "/c/kontrapunkt/tokens"
    assert token_folder({"XDG_CONFIG_HOME": "relative"}) == os.path.expanduser("~/.config/kontrapunkt/tokens")


def test_a_push_is_seen(tmp_path: Path):
    folder = checkout(tmp_path / "p", "https://github.com/ada/engine")
    (folder / ".git/HEAD").write_text("ref: refs/heads/main\n")
    log = folder / ".git/logs/refs/remotes/origin/main"
    push = Push(str(folder))
    assert not push.seen()
    log.parent.mkdir(parents=True)
    log.write_text("1")
    assert push.seen()
    assert not push.seen()
    os.utime(log, ns=(1, 1))
    assert push.seen()
    assert not Push(str(tmp_path / "nothing")).seen()
