"""Settings under which the git program reads a repository without running anything of the repository's own.

A repository can name programs in its configuration: file system monitor, hooks, transports, signature programs. Clean
filters are named by attributes and cannot be switched off as a whole: a command that compares file contents has to
switch off each by its name.
"""

import os

OFF = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.sshCommand=false",
    "log.showSignature=false",
)
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}


def environment() -> dict[str, str]:
    """This process's variables without those that redirect git, and with git's own switches for reading only."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | _ENVIRONMENT
