"""What the drill's programs may use up: limits that every process below the engine inherits, and no privileges."""

import os
import shutil

CPU_S = 900
FILE_BLOCKS = 1_048_576
"""In blocks of 512 bytes: half a gigabyte."""
DATA_KB = 4_194_304

_SCRIPT = f'ulimit -c 0; ulimit -t {CPU_S}; ulimit -f {FILE_BLOCKS}; ulimit -d {DATA_KB}; exec "$@"'


def limited(argv: list[str]) -> list[str]:
    """The command under limits; one of root's loses its privileges over files that are not for everybody."""
    return ["sh", "-c", _SCRIPT, "drill", *_unprivileged(), *argv]


def modes_bind() -> bool:
    """Whether the modes of files bind what runs under `limited`."""
    return os.geteuid() != 0 or bool(_unprivileged())


def _unprivileged() -> list[str]:
    """The words before a command that take root's capabilities away; none for anybody else.

    What remains is needed to become root of a user namespace of one's own.
    """
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        return []
    return ["setpriv", "--bounding-set=-all,+setfcap", "--inh-caps=-all", "--"]
