"""tmux around the console: its settings, and the way a copy takes to the clipboard."""

import re
from collections.abc import Iterator, Mapping

from console.doctor.check import Check, Verdict
from console.doctor.host import Host

OPTIONS = ("set-clipboard", "focus-events", "escape-time", "allow-passthrough", "default-terminal")
SLOW_ESCAPE_MS = 100
_WITH_CLIPBOARD = (3, 2)
_SWITCH = {"0": "off", "1": "on", "": "off"}
_QUESTION = "|".join(f"#{{{option}}}" for option in OPTIONS)


def tmux_checks(host: Host) -> Iterator[Check]:
    """The settings that matter, when the console runs inside tmux, and the clipboard in any case."""
    if not host.env.get("TMUX"):
        yield Check("tmux session", Verdict.OK, "not inside tmux")
        yield Check("clipboard", Verdict.OK, "OSC 52: the terminal is told directly", _OSC52_REMEDY)
        return
    answer = host.run(["tmux", "display-message", "-p", _QUESTION])
    values = answer.split("|") if answer else []
    if len(values) != len(OPTIONS):
        yield Check(
            "tmux session", Verdict.WARN, "inside tmux, but it does not answer", "is the tmux of $TMUX on the PATH?"
        )
        yield _clipboard({}, None)
        return
    options = {name: _SWITCH.get(value, value) for name, value in zip(OPTIONS, values, strict=True)}
    version = host.run(["tmux", "-V"])
    yield Check("tmux session", Verdict.OK, version or "version unknown")
    yield _focus(options["focus-events"])
    yield _escape(options["escape-time"])
    yield _terminal(options["default-terminal"])
    yield _passthrough(options["allow-passthrough"])
    yield _clipboard(options, version)


_OSC52_REMEDY = "if nothing arrives, allow clipboard access (OSC 52) in the terminal's settings"


def _focus(value: str) -> Check:
    """Whether the console learns that nobody looks."""
    if value == "on":
        return Check("tmux focus-events", Verdict.OK, "on")
    remedy = "tmux set -g focus-events on: the console can then slow down when nobody looks"
    return Check("tmux focus-events", Verdict.WARN, value, remedy)


def _escape(value: str) -> Check:
    """How long tmux holds back an escape key."""
    if value.isdigit() and int(value) > SLOW_ESCAPE_MS:
        remedy = "tmux set -s escape-time 20: escape is held back that long otherwise"
        return Check("tmux escape-time", Verdict.WARN, f"{value} ms", remedy)
    return Check("tmux escape-time", Verdict.OK, f"{value} ms")


def _terminal(value: str) -> Check:
    """What tmux says it can show."""
    if "256color" in value or value.endswith("-direct"):
        return Check("tmux default-terminal", Verdict.OK, value)
    remedy = "tmux set -g default-terminal tmux-256color, then open a new window: 16 colours otherwise"
    return Check("tmux default-terminal", Verdict.WARN, value, remedy)


def _passthrough(value: str) -> Check:
    """Whether desktop notifications could get through; nothing else needs it."""
    remedy = "" if value in ("on", "all") else "only for desktop notifications: tmux set -g allow-passthrough on"
    return Check("tmux allow-passthrough", Verdict.OK, value, remedy)


def _clipboard(options: Mapping[str, str], version: str | None) -> Check:
    """The first way of the chain that works: OSC 52, tmux's own buffer, a file."""
    setting = options.get("set-clipboard", "")
    if setting == "on":
        return Check("clipboard", Verdict.OK, "OSC 52 through tmux (set-clipboard on)", _OSC52_REMEDY)
    if options and _version(version) >= _WITH_CLIPBOARD:
        return Check("clipboard", Verdict.OK, f"tmux load-buffer -w (set-clipboard {setting})", _OSC52_REMEDY)
    remedy = "tmux set -s set-clipboard on, or tmux 3.2 or newer"
    return Check("clipboard", Verdict.WARN, "a file in the state directory", remedy)


def _version(words: str | None) -> tuple[int, int]:
    """`tmux 3.3a` as (3, 3); a development version counts as new."""
    match = re.search(r"(\d+)\.(\d+)", words or "")
    if match:
        return int(match[1]), int(match[2])
    return (99, 0) if words and "master" in words else (0, 0)
