"""Options by which a harmless program runs another: the way a name that looks like an option would take."""

import os.path
import re
from collections.abc import Collection, Mapping, Sequence

_SHELLS = ("-c", "-e", "-E", "-p", "-r", "--eval", "--command", "--print", "--run")
_REMOTE = ("-o", "-e", "-F", "--rsh", "--rsync-path", "-S", "--copy-command")
_TABLE: Mapping[str, tuple[str, ...]] = {
    "git": (
        "--upload-pack", "--receive-pack", "--exec", "--exec-path", "--config-env", "--config", "-x", "--template",
        "--open-files-in-pager", "--ext-diff", "ext::",
    ),
    "hg": ("--config",), "svn": ("--config-option", "--config-dir", "--editor-cmd"),
    "ssh": _REMOTE, "scp": _REMOTE, "sftp": _REMOTE, "rsync": _REMOTE,
    "tar": (
        "-I", "-F", "--to-command", "--checkpoint-action", "--use-compress-program", "--rsh-command", "--rmt-command",
    ),
    "find": ("-exec", "-execdir", "-ok", "-okdir", "-delete", "-fprint"),
    "make": ("--eval", "-f", "--file", "--makefile", "SHELL=", ".SHELLFLAGS="),
    "curl": ("-K", "--config", "-o", "--output", "-O", "--engine"),
    "wget": ("-O", "--use-askpass", "--config", "-e", "--execute", "-P"),
    "pip": ("-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--config-settings", "--global-option"),
    "uv": ("--index-url", "--extra-index-url", "--index", "--default-index", "--find-links"),
    "npm": ("--registry", "--script-shell", "--node-options", "--git", "--prefix"),
    "cargo": ("--config", "--manifest-path"), "go": ("-toolexec", "-exec", "-modfile"),
    "docker": ("-v", "--volume", "--mount", "--privileged", "--security-opt", "-H", "--host"),
    "vim": ("-c", "--cmd", "-S"), "vi": ("-c", "--cmd", "-S"), "sed": ("-f", "--file"), "awk": ("-f", "-v"),
    "gdb": ("-ex", "-x", "--command"), "sort": ("--compress-program", "-o"), "zip": ("-TT", "--unzip-command"),
    **dict.fromkeys(("sh", "bash", "dash", "zsh", "fish", "ksh"), _SHELLS),
    **dict.fromkeys(("node", "deno", "perl", "ruby", "php", "lua"), _SHELLS),
}  # fmt: skip
_ALIKE = {"pip3": "pip", "pnpm": "npm", "yarn": "npm", "podman": "docker", "gmake": "make", "gawk": "awk"}
_PYTHON = re.compile(r"python[\d.]*")
_WRAPPERS = frozenset(
    {"env", "xargs", "nohup", "eval", "exec", "source", "watch", "script", "busybox", "setsid", "timeout"}
)


def smuggled(argv: Sequence[str], own: Collection[str]) -> str:
    """Why a command may run more than it says; empty when it does not. `own` are words a person gave themselves."""
    program = os.path.basename(argv[0])
    if program in _WRAPPERS and argv[0] not in own:
        return f"{program} runs another program"
    for place, word in enumerate(argv[1:]):
        options = _options(program, argv[1 : place + 1])
        if word not in own and any(_is(word, option) for option in options):
            return f"{word.partition('=')[0]} lets {program} run or reach something else"
    return ""


def _options(program: str, before: Sequence[str]) -> tuple[str, ...]:
    """The options that are dangerous after some words: git's `-c` only before its verb."""
    if _PYTHON.fullmatch(program):
        return ("-c",)
    options = _TABLE.get(_ALIKE.get(program, program), ())
    return (*options, "-c") if program == "git" and all(word.startswith("-") for word in before) else options


def _is(word: str, option: str) -> bool:
    """Whether a word is an option, also with its value joined to it, or a long one cut short."""
    if option.startswith("--"):
        name = word.partition("=")[0]
        return len(name) > len("--x") and option.startswith(name)
    if option.startswith("-") and len(option) == len("-x"):
        return word.startswith(option) and not word.startswith("--")
    return word.startswith(option)
