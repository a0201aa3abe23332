"""How the doctor asks the machine; tests hand in answers of their own."""

import codecs
import locale
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence

from console.text.clean import clean

TIMEOUT = 2.0


class Host:
    """The environment, programs and files of this machine. Answers are clean text, None when there is none."""

    def __init__(self, env: Mapping[str, str] | None = None) -> None:
        self.env: Mapping[str, str] = os.environ if env is None else env

    def variable(self, name: str) -> str:
        """An environment variable as clean text, empty when it is not set."""
        return clean(self.env.get(name, ""))

    def run(self, argv: Sequence[str]) -> str | None:
        """The first line a program prints; None when it is missing, fails or takes over 2 s."""
        try:
            done = subprocess.run(
                argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT, check=True, env=dict(self.env)
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return clean(done.stdout.partition(b"\n")[0].decode("utf-8", "replace"))

    def which(self, name: str) -> str | None:
        """Where a program lies on the PATH."""
        return shutil.which(name, path=self.env.get("PATH"))

    def read(self, path: str) -> str | None:
        """A small file of the system, None when it is missing or may not be read."""
        try:
            with open(path, "rb") as file:
                return file.read(65536).decode("utf-8", "replace").strip()
        except OSError:
            return None

    def codeset(self) -> str:
        """The character encoding of the locale in effect, such as `utf-8`."""
        name = locale.nl_langinfo(locale.CODESET)
        try:
            return codecs.lookup(name).name
        except LookupError:
            return name.lower() or "unknown"

    def interactive(self) -> bool:
        """Whether a person looks: input and output are the terminal and this process is in its foreground."""
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            return False
        try:
            return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
        except OSError:
            return False

    def size(self) -> tuple[int, int] | None:
        """Columns and rows of the terminal, None without one."""
        try:
            columns, rows = os.get_terminal_size(sys.stdout.fileno())
        except (OSError, ValueError):
            return None
        return columns, rows
