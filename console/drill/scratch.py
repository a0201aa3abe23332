"""The drill's scratch directory: a home, a project and a state directory of its own, gone when the drill is over."""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from console.drill.kind import Kind, Run
from console.drill.limits import limited
from console.drill.wheels import make_wheels

SETTING_UP = 60.0
_SETTINGS = "[logs]\nenabled = false\n[processes]\nenabled = false\n[decide]\nautomatic = []\n"
_IDENTITY = (
    "[user]\n\tname = Drill\n\temail = drill@localhost\n[init]\n\tdefaultBranch = main\n[pull]\n\trebase = false\n"
)


class StageError(Exception):
    """A stage could not be set; the message says which and why."""


class Scratch:
    """A folder that nobody else knows. `env` is all that the programs in it get of the environment."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "home"
        self.project = root / "project"
        self.state = root / "state"
        self.config = root / "settings.toml"
        self.wheels = root / "wheels"
        self.env = _environment(root)

    @classmethod
    def make(cls) -> "Scratch":
        """A new one, furnished. Raises OSError, StageError."""
        scratch = cls(Path(tempfile.mkdtemp(prefix="kontrapunkt-drill-")))
        try:
            scratch.furnish()
        except BaseException:
            scratch.remove()
            raise
        return scratch

    def furnish(self) -> None:
        """Make what the programs of the drill find there. Raises OSError, StageError."""
        for folder in (self.home, self.project, self.state):
            folder.mkdir(mode=0o700)
        (self.home / ".gitconfig").write_text(_IDENTITY)
        self.config.write_text(_SETTINGS)
        make_wheels(self.wheels)
        self.must("git init -q . && git commit -q --allow-empty -m start", self.project)

    def remove(self) -> None:
        """Take everything away, also what was made unwritable. Raises OSError."""
        for folder, _, _ in os.walk(self.root):
            os.chmod(folder, 0o700)
        shutil.rmtree(self.root)

    def must(self, script: str, folder: Path, env: Mapping[str, str] | None = None) -> None:
        """Run a script of the drill's own in a folder. Raises StageError when it fails."""
        argv = limited(["sh", "-eu", "-c", script])
        try:
            done = subprocess.run(
                argv, cwd=folder, env=self.env | dict(env or {}), stdin=subprocess.DEVNULL,
                capture_output=True, text=True, errors="replace", timeout=SETTING_UP, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise StageError(f"{folder.name}: its stage was not set within {SETTING_UP:.0f} s") from error
        if done.returncode:
            raise StageError(f"{folder.name}: its stage cannot be set: {done.stderr.strip() or done.returncode}")

    def stage(self, kind: Kind, wave: int, words: Mapping[str, str]) -> tuple[Run, ...]:
        """Make the folder of a kind ready and say what is to run there; `words` stand in for the names in it."""
        folder = self.project / f"{kind.group}-{wave}"
        folder.mkdir(exist_ok=True)
        for name, text in kind.files.items():
            path = folder / name
            path.write_text(_filled(text.removeprefix("\n"), words), encoding="utf-8")
            path.chmod(0o644)
        if kind.setup:
            self.must(kind.setup, folder, {"NAME": folder.name, "WHEELS": str(self.wheels)})
        return tuple(
            Run(kind=kind, wave=wave, copy=copy, folder=str(folder), argv=_argv(kind, {**words, "@COPY@": str(copy)}))
            for copy in range(1, kind.copies + 1)
        )

    def stage_wave(self, kinds: Sequence[Kind], wave: int, words: Mapping[str, str], random: Random) -> list[Run]:
        """All that runs in a wave, in random order, but what comes after another kind after it."""
        order = list(kinds)
        random.shuffle(order)
        order.sort(key=lambda kind: bool(kind.after))
        return [run for kind in order for run in self.stage(kind, wave, words)]


def _argv(kind: Kind, words: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(shlex.split(_filled(kind.run, words)))


def _filled(text: str, words: Mapping[str, str]) -> str:
    for name, value in words.items():
        text = text.replace(name, value)
    return text


def _environment(root: Path) -> dict[str, str]:
    """An environment that names nothing of the user's but where programs are."""
    home, site = root / "home", root / "site"
    return {
        "PATH": os.pathsep.join((os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath))),
        "HOME": str(home), "LC_ALL": "C.UTF-8", "TERM": "dumb", "PYTHONPATH": str(site),
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_CEILING_DIRECTORIES": str(root),
        "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(root / "wheels"), "PIP_TARGET": str(site), "PIP_NO_COLOR": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_CONFIG_FILE": os.devnull,
        "npm_config_fetch_retries": "0", "npm_config_audit": "false", "npm_config_fund": "false",
        "npm_config_update_notifier": "false", "npm_config_globalconfig": os.devnull,
    }  # fmt: skip
