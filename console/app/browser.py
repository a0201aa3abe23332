"""Showing a link: in a browser where the screen is here, else it is copied."""

import asyncio
import os
import shutil
from collections.abc import Callable, Mapping

from console.app.clipboard import copy
from console.app.setup import Setup

PROGRAMS = ("xdg-open", "open")
PATIENCE = 5.0
_REMOTE = ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT", "MOSH_CONNECTION")
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


def opener(env: Mapping[str, str], *, macos: bool) -> str:
    """The program that opens links on the screen a person sits at; empty where there is none, as over ssh."""
    if any(env.get(name) for name in _REMOTE) or not (macos or any(env.get(name) for name in _SCREENS)):
        return ""
    return next((path for path in (shutil.which(name, path=env.get("PATH")) for name in PROGRAMS) if path), "")


async def show(url: str, setup: Setup, write: Callable[[str], None]) -> str:
    """Open a link, or copy it; returns what was done. Raises CopyError where neither is possible."""
    program = opener(setup.env, macos=os.uname().sysname == "Darwin")
    if program and await _opened(program, url, setup.env):
        return "opened in the browser"
    folder = "" if setup.readonly else setup.state
    return f"the link is {await asyncio.to_thread(copy, url, setup.env, write, folder)}"


async def _opened(program: str, url: str, env: Mapping[str, str]) -> bool:
    """Whether a program took the link; a browser that stays has taken it."""
    quiet = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            program, url, stdin=quiet, stdout=quiet, stderr=quiet, env=dict(env), start_new_session=True
        )
    except OSError:
        return False
    try:
        return await asyncio.wait_for(process.wait(), PATIENCE) == 0
    except TimeoutError:
        return True
