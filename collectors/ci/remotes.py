"""Which project on which host the remotes of a checkout name; read from its configuration, without running git."""

import configparser
import os
from urllib.parse import urlsplit

from msgspec import Struct

MOST_BYTES = 1024 * 1024
_ALIASES = {"ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com", "www.github.com": "github.com"}
_PARTS = 2


class Remote(Struct, frozen=True):
    """A remote: its name in the checkout, the host and the project's path on it."""

    name: str
    host: str
    project: str


def remotes(project: str) -> tuple[Remote, ...]:
    """The remotes of a checkout, `origin` first; none where there is no readable configuration."""
    path = config_path(project)
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True, delimiters=("=",))
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            parser.read_string("\n".join(line.strip() for line in file.read(MOST_BYTES).splitlines()))
    except (OSError, configparser.Error):
        return ()
    found = []
    for section in parser.sections():
        if section.startswith('remote "'):
            address = parser.get(section, "url", fallback=None) or ""
            host, path = where(address.strip().strip('"'))
            if host and path:
                found.append(Remote(section[len('remote "') : -1], host, path))
    return tuple(sorted(found, key=lambda remote: (remote.name != "origin", remote.name != "upstream", remote.name)))


def config_path(project: str) -> str:
    """Where the configuration of a checkout is; a linked work tree shares that of the main one."""
    folder = os.path.join(project, ".git")
    if os.path.isfile(folder):
        folder = os.path.join(project, _first_line(folder).removeprefix("gitdir:").strip())
    common = os.path.join(folder, "commondir")
    if os.path.isfile(common):
        folder = os.path.join(folder, _first_line(common))
    return os.path.join(folder, "config")


def where(address: str) -> tuple[str, str]:
    """Host (with a port of its own where it has one) and project path in a remote's address; empty for local ones.

    User names and passwords in it are left behind.
    """
    if "://" not in address:
        host, _, path = address.partition(":")
        host = host.rpartition("@")[2]
        if not path or "/" in host or address.startswith((".", "/", "~")):
            return "", ""
        port = None
    else:
        try:
            parts = urlsplit(address)
            scheme, host, path, port = parts.scheme, parts.hostname or "", parts.path, parts.port
        except ValueError:
            return "", ""
        if scheme not in ("http", "https", "ssh", "git", "git+ssh"):
            return "", ""
        port = port if scheme in ("http", "https") else None
    host = _ALIASES.get(host.lower(), host.lower())
    project = path.strip("/").removesuffix(".git").strip("/")
    if len(project.split("/")) < _PARTS or not _plain(host) or not _plain(project):
        return "", ""
    return (f"{host}:{port}" if port else host), project


def _plain(text: str) -> bool:
    return (
        bool(text) and text.isascii() and text.isprintable() and not set(text) & set(" \"'\\<>?#%") and ".." not in text
    )


def _first_line(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.readline(4096).strip()
    except OSError:
        return ""
