"""Copying, over ssh and through tmux: the first way that works, and which one it was."""

import base64
import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping

CAP = 74_994
"""Bytes of base64 that terminals are known to take in one OSC 52."""
TMUX_SECONDS = 2.0


class CopyError(Exception):
    """No way to copy worked; the message says what was tried."""


def copy(text: str, env: Mapping[str, str], write: Callable[[str], None], folder: str) -> str:
    """Copy `text`; returns the words for the way used. Blocks while tmux answers, so call it in a thread.

    OSC 52 outside tmux and where tmux passes it on, else tmux's own buffer, else a file in `folder` (empty: no
    file may be written). Raises CopyError.
    """
    encoded = base64.b64encode(text.encode()).decode()
    tried: list[str] = []
    if len(encoded) > CAP:
        tried.append(f"{len(encoded)} bytes are too many for a terminal")
    elif not env.get("TMUX") or _passes_on():
        write(f"\x1b]52;c;{encoded}\x07")
        return "copied to the terminal's clipboard (OSC 52)"
    elif _to_tmux(text):
        return "copied to tmux's buffer and from there to the clipboard (load-buffer -w)"
    else:
        tried.append("tmux did not take it")
    if not folder:
        raise CopyError("; ".join((*tried, "and no file may be written")))
    return f"{tried[0]}: written to {_to_file(text, folder)}"


def _passes_on() -> bool:
    """Whether tmux hands an application's OSC 52 to the terminal; its default `external` drops it."""
    try:
        asked = subprocess.run(
            ["tmux", "show-options", "-sv", "set-clipboard"], capture_output=True, timeout=TMUX_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.stdout.strip() == b"on"


def _to_tmux(text: str) -> bool:
    try:
        done = subprocess.run(
            ["tmux", "load-buffer", "-w", "-"], input=text.encode(), capture_output=True, timeout=TMUX_SECONDS,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _to_file(text: str, folder: str) -> str:
    try:
        return save(os.path.join(folder, "copied.txt"), text.encode())
    except OSError as error:
        raise CopyError(f"the copy cannot be written to {folder}: {error.strerror}") from error


def save(path: str, data: bytes) -> str:
    """Write a private file so that it is there in full or not at all; returns its path. Raises OSError."""
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)
        raise
    return path
