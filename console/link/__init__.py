"""The socket between the engine and everything that asks: JSON lines over a private Unix socket.

The first line both ways is a greeting. Then a client sends `{"id", "command", "args", "who"}` or `{"id", "health"}` and
the engine answers under the same id; unasked it sends `{"changed": [tables], "notices": [sentences]}`. Among the tables
`alerts` says that events of severity WARNING or above are new.
"""

import os
import pwd
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct

from console import __version__
from console.model.command import Command
from console.model.source import Health

PROTOCOL = 1
MAX_LINE = 1024 * 1024
SHORT_PATH = 100
ALERTS = "alerts"

_json = msgspec.json


class LinkError(Exception):
    """The engine cannot be reached or does not speak our protocol; the message says what to do."""


class Greeting(Struct, frozen=True, kw_only=True):
    """The first line both ways: who speaks, and which protocol and schema they know."""

    protocol: int = PROTOCOL
    version: str = __version__
    schema: int = 0
    pid: int = 0


class Request(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line from a client: a command for the audit trail, a question about health, or news of the client itself."""

    id: int = 0
    command: str = ""
    args: dict[str, Any] = {}
    who: str = ""
    health: bool = False
    watching: bool | None = None


class Reply(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line from the engine: an answer (id > 0) or news (id 0)."""

    id: int = 0
    command: Command | None = None
    health: Health | None = None
    error: str = ""
    changed: tuple[str, ...] = ()
    notices: tuple[str, ...] | None = None


def line(message: Struct) -> bytes:
    """A message as one line."""
    return _json.encode(message) + b"\n"


def parse_greeting(raw: bytes) -> Greeting:
    """Read the first line; raises LinkError when it is no greeting of our protocol."""
    try:
        greeting = _json.decode(raw, type=Greeting)
    except msgspec.DecodeError as error:
        raise LinkError(f"the other side does not speak the console's protocol: {error}") from error
    if greeting.protocol != PROTOCOL:
        raise LinkError(f"protocol {greeting.protocol} is not ours ({PROTOCOL}): run the same version on both sides")
    return greeting


def who() -> str:
    """The login and terminal that ask, for the audit trail."""
    login = os.environ.get("USER") or _login(os.getuid())
    try:
        return f"{login}@{os.ttyname(0).removeprefix('/dev/')}"
    except OSError:
        return login


def _login(uid: int) -> str:
    """The name of a user; the number where nobody gave it a name, as in many containers."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


@contextmanager
def short_path(path: str) -> Iterator[str]:
    """A name for `path` that fits into a socket address (108 bytes), however deep the folder lies."""
    if len(os.fsencode(path)) < SHORT_PATH:
        yield path
        return
    folder = os.open(os.path.dirname(path), os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{os.path.basename(path)}"
    finally:
        os.close(folder)


def peer_uid(sock: socket.socket) -> int:
    """The user id at the other end of a Unix socket."""
    raw = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", raw)[1])


def ask(path: str, request: Request, timeout: float = 5.0) -> tuple[Greeting, Reply | None]:
    """Greet the engine at `path` and put one request; `id` 0 only greets. Blocks for at most about `timeout` seconds.

    Raises LinkError when no engine answers there.
    """
    try:
        with socket.socket(socket.AF_UNIX) as sock, short_path(path) as short:
            sock.settimeout(timeout)
            sock.connect(short)
            sock.sendall(line(Greeting(pid=os.getpid())) + (line(request) if request.id else b""))
            with sock.makefile("rb") as stream:
                greeting = parse_greeting(stream.readline(MAX_LINE))
                return greeting, _answer(stream, request.id) if request.id else None
    except OSError as error:
        raise LinkError(f"no engine answers at {path}: {error.strerror or error}") from error


def _answer(stream: BinaryIO, wanted: int) -> Reply:
    while raw := stream.readline(MAX_LINE):
        try:
            reply = _json.decode(raw, type=Reply)
        except msgspec.DecodeError as error:
            raise LinkError(f"the engine's answer is not understood: {error}") from error
        if reply.id == wanted:
            return reply
    raise LinkError("the engine closed the connection before it answered")
