"""Where the token for a server is: environment, the server's own program, keyring, or a file only we can read.

Nothing of a token is ever put into an argument, a log or an error. A token is for one host: what the environment holds
for a public host is never offered to another.
"""

import asyncio
import importlib
import importlib.util
import os
import shutil
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress

from collectors.blocking import in_thread
from collectors.ci.http.credential import Credential, basic, bearer
from collectors.ci.kinds import Kind
from collectors.ci.provider import Place

HELPER_S = 5.0
LONGEST = 4096
SERVICE = "kontrapunkt"


class Tokens:
    """Looks for tokens. `folder` holds files named like hosts; `variables` is the environment."""

    def __init__(self, folder: str, variables: Mapping[str, str]) -> None:
        self._folder = folder
        self._variables = variables

    async def find(self, kind: Kind, place: Place, named: str = "") -> Credential | None:
        """The credential for a place; a variable that the configuration names (`named`) is the only one looked at."""
        if named:
            found = (self._variables.get(named, ""), f"the variable {named}")
        else:
            found = self._from_environment(kind, place.host)
            for look in (self._from_helper, self._from_keyring, self._from_file):
                if not usable(found[0]):
                    found = await look(kind, place.host)
        value, source = found
        return _credential(kind, place, value.strip(), source) if usable(value) else None

    def _from_environment(self, kind: Kind, host: str) -> tuple[str, str]:
        named = next((self._variables[name] for name in kind.host_variables if self._variables.get(name)), "")
        own = bool(named) and _bare(named) == host
        names = kind.own_variables if own and host not in kind.hosts else kind.variables
        if host not in kind.hosts and not own:
            names = ()
        if host in kind.hosts and named and not own and kind.variables == kind.own_variables:
            names = ()  # the token is for the host that is named beside it
        name = next((name for name in names if usable(self._variables.get(name, ""))), "")
        return (self._variables[name], f"the variable {name}") if name else ("", "")

    async def _from_helper(self, kind: Kind, host: str) -> tuple[str, str]:
        """Ask the server's own program, which has its own record of which host a token is for."""
        if not kind.helper or shutil.which(kind.helper[0]) is None:
            return "", ""
        argv = [word.replace("{host}", host) for word in kind.helper]
        try:
            process = await asyncio.create_subprocess_exec(
                *argv, cwd="/", stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
        except OSError:
            return "", ""
        try:
            async with asyncio.timeout(HELPER_S):
                out, _ = await process.communicate()
        except TimeoutError:
            return "", ""
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        return (out.decode("utf-8", "replace"), argv[0]) if process.returncode == 0 else ("", "")

    async def _from_keyring(self, _kind: Kind, host: str) -> tuple[str, str]:
        """The desktop's keyring, where the module for it is installed."""
        if importlib.util.find_spec("keyring") is None:
            return "", ""
        ask: Callable[[str, str], str | None] = importlib.import_module("keyring").get_password
        try:
            async with asyncio.timeout(HELPER_S):
                found = await in_thread(lambda: ask(SERVICE, host))
        except Exception:  # noqa: BLE001 - a keyring without a backend raises errors of its own, and is none
            return "", ""
        return (found or "", "the keyring")

    async def _from_file(self, _kind: Kind, host: str) -> tuple[str, str]:
        return read_file(os.path.join(self._folder, file_name(host))), "its file"


def usable(value: str) -> bool:
    """Whether a text can be a token: one word that fits into a header."""
    word = value.strip()
    return 0 < len(word) <= LONGEST and word.isascii() and word.isprintable() and " " not in word


def token_folder(variables: Mapping[str, str]) -> str:
    """Where files with tokens lie: below the user's configuration."""
    home = variables.get("XDG_CONFIG_HOME", "")
    base = home if os.path.isabs(home) else os.path.expanduser("~/.config")
    return os.path.join(base, "kontrapunkt", "tokens")


def file_name(host: str) -> str:
    """The name of the file with a host's token."""
    return host.replace("/", "_").replace(":", "_")


def read_file(path: str) -> str:
    """The token in a file that is ours and that nobody else may read; empty for any other."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return ""
    with open(fd, encoding="utf-8", errors="replace") as file:
        status = os.fstat(fd)
        private = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o077
        return file.readline(LONGEST + 1) if private else ""


def _credential(kind: Kind, place: Place, value: str, source: str) -> Credential:
    if kind.header == "bearer":
        return bearer(place.base, value, source)
    if kind.header == "basic":
        return basic(place.base, place.login, value, source)
    return Credential(place.base, kind.header, value, source)


def _bare(host: str) -> str:
    """A host as an environment variable names it, perhaps as an address."""
    return host.rpartition("://")[2].rstrip("/").lower()
