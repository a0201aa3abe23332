"""The kinds of failures the drill knows, and which of them this machine can run."""

import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterable, Sequence
from importlib.resources import files

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from console.drill.kind import Kind
from console.drill.limits import limited

PROBING = 20.0


class Choice(Struct, frozen=True):
    """The kinds that will run, and those that cannot, each with the reason."""

    kinds: tuple[Kind, ...]
    skipped: tuple[tuple[str, str], ...] = ()


class UnknownKindError(Exception):
    """A kind was named that the drill does not know; the message names it."""


def catalogue() -> tuple[Kind, ...]:
    """Every kind, in the order of the files that declare them."""
    rooms = sorted(files("console.drill").joinpath("kinds").iterdir(), key=lambda one: one.name)
    found = (tomllib.loads(one.read_text("utf-8")) for one in rooms if one.name.endswith(".toml"))
    return tuple(replace(msgspec.convert(table, Kind), name=name) for tables in found for name, table in tables.items())


def named(names: Iterable[str], known: Sequence[Kind]) -> tuple[Kind, ...]:
    """The kinds of these names, all when there are none, with those that come before or after them.

    Raises UnknownKindError.
    """
    wanted = frozenset(names)
    unknown = sorted(wanted - {kind.name for kind in known})
    if unknown:
        raise UnknownKindError(f"there is no kind {', '.join(unknown)}; --list names all")
    if not wanted:
        return tuple(known)
    groups = {kind.group for kind in known if kind.name in wanted}
    return tuple(kind for kind in known if kind.group in groups)


def choose(kinds: Sequence[Kind], env: dict[str, str], *, enforced: bool) -> Choice:
    """What of `kinds` can run with `env`; `enforced` tells whether modes of files bind the programs that run."""
    reasons = {kind.name: _obstacle(kind, env, enforced) for kind in kinds}
    return Choice(
        tuple(kind for kind in kinds if not reasons[kind.group if kind.after else kind.name]),
        tuple((name, reason) for name, reason in reasons.items() if reason),
    )


def _obstacle(kind: Kind, env: dict[str, str], enforced: bool) -> str:
    """Why a kind cannot run here; empty when it can."""
    for program in kind.programs:
        if shutil.which(program, path=env["PATH"]) is None:
            return f"{program} is not installed"
    if kind.needs_permissions and not enforced:
        return "the modes of files do not bind this user"
    return f"`{kind.probe}` fails" if kind.probe and not _passes(kind.probe, env) else ""


def _passes(command: str, env: dict[str, str]) -> bool:
    """Whether a command passes, harmlessly."""
    quiet = subprocess.DEVNULL
    try:
        argv = limited(shlex.split(command))
        done = subprocess.run(argv, env=env, stdin=quiet, stdout=quiet, stderr=quiet, timeout=PROBING, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
