"""What this terminal and machine can do for the console, each finding with its remedy."""

from console.doctor.check import Check, Verdict
from console.doctor.host import Host
from console.doctor.machine import machine_checks
from console.doctor.storage import storage_checks
from console.doctor.terminal import terminal_checks
from console.doctor.tmux import tmux_checks

__all__ = ["Check", "Host", "Verdict", "checks"]


def checks(state: str | None, project: str, host: Host | None = None) -> list[Check]:
    """Look at everything; `state` is the state directory named explicitly, None for the project's own.

    Nothing is changed and no check raises: what cannot be found out is a finding too.
    """
    host = host or Host()
    return [
        *terminal_checks(host),
        *tmux_checks(host),
        *storage_checks(host, state, project),
        *machine_checks(host, project),
    ]
