"""Asking the engine for something from the command line; one is started where none runs."""

import time
from typing import Any

import click

from console import link
from console.launch import start_engine
from console.model.command import Command, CommandState
from console.store import statedir
from console.verbs.options import Options

PATIENCE = 20.0
STEP = 0.01


def order(options: Options, name: str, args: dict[str, Any], timeout: float = PATIENCE) -> Command:
    """Have the engine carry out a command; its effect is on the disk when this returns.

    An engine that dies before it answers is asked again, so `args` must name what may happen only once (a token).
    Raises ClickException in words when it is refused, fails, or when no engine answers in time.
    """
    if options.readonly:
        raise click.UsageError(f"{name} changes something, and --readonly was given")
    try:
        state = statedir.open_state(options.project, options.state)
    except statedir.StateError as error:
        raise click.ClickException(str(error)) from error
    request = link.Request(id=1, command=name, args=args, who=link.who())
    reply = _insist(options, state, request, timeout)
    if reply.error or reply.command is None:
        raise click.ClickException(reply.error or "the engine gave no answer")
    if reply.command.state is not CommandState.DONE:
        raise click.ClickException(reply.command.outcome or reply.command.state.value)
    return reply.command


def _insist(options: Options, state: statedir.StateDir, request: link.Request, timeout: float) -> link.Reply:
    """Ask until somebody answers; what starts or leaves just now is waited for."""
    deadline = time.monotonic() + timeout
    started = 0.0
    while True:
        try:
            _, reply = link.ask(state.socket, request, timeout=max(STEP, deadline - time.monotonic()))
        except link.LinkError as error:
            if time.monotonic() >= deadline:
                raise click.ClickException(str(error)) from error
        else:
            if reply is not None:
                return reply
        if not statedir.is_held(state.lock) and time.monotonic() - started > 1.0:
            started = time.monotonic()
            _start(options, state)
        time.sleep(STEP)


def _start(options: Options, state: statedir.StateDir) -> None:
    try:
        start_engine(options.project, state.root, options.config, state.log)
    except OSError as error:
        raise click.ClickException(f"no engine can be started ({error.strerror}: {error.filename})") from error
