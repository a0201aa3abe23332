"""From a suggestion to the argument lists that carry it out and verify it, or to the reason why they do not exist."""

from collections.abc import Sequence

from msgspec import Struct

from console.actions.fix.smuggled import smuggled
from console.actions.fix.words import ShellNeededError, split
from console.model.failure import Suggestion

_SHELL = ("sh", "-c")
MOST_STEPS = 6


class UnfitError(Exception):
    """The suggestion is for a person to run, not for the console; the message says why."""


class Plan(Struct, frozen=True):
    """The commands to run one after the other, each only when the one before went well, and the one that verifies.

    Without `verify` the last command tells by itself whether it helped.
    """

    steps: tuple[tuple[str, ...], ...]
    verify: tuple[str, ...] = ()


def plan(suggestion: Suggestion, failed: Sequence[str] = ()) -> Plan:
    """What a suggestion runs, never by a shell; `failed` is the command that failed, whose words are a person's own.

    Raises UnfitError.
    """
    own = frozenset(_own(failed))
    steps = _commands(suggestion.argv)
    if not steps or len(steps) > MOST_STEPS:
        raise UnfitError("there is nothing to run" if not steps else "it is more than a few commands")
    verify = _verifier(suggestion.verify)
    for argv in (*steps, verify):
        reason = smuggled(argv, own) if argv else ""
        if reason:
            raise UnfitError(f"it is not run for you: {reason}")
    return Plan(steps, () if verify == steps[-1] else verify)


def _commands(argv: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    if argv[:2] != _SHELL:
        return (argv,) if argv and all("\0" not in word for word in argv) and argv[0] else ()
    try:
        return split(" ".join(argv[2:]))
    except ShellNeededError as error:
        raise UnfitError(f"it needs a shell, which data never reaches: {error}") from error


def _verifier(text: str) -> tuple[str, ...]:
    """The command that verifies; none where it is written for a person."""
    try:
        commands = split(text) if text.strip() else ()
    except ShellNeededError:
        return ()
    return commands[0] if len(commands) == 1 else ()


def _own(failed: Sequence[str]) -> list[str]:
    """The words of the command that failed, also of one that was given to a shell."""
    words = list(failed)
    if tuple(failed[:2]) == _SHELL and len(failed) > len(_SHELL):
        words = failed[2].split()
    return words
