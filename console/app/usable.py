"""Whether the console can be drawn here; asked before anything of Textual is imported."""

import sys
from collections.abc import Mapping


def usable_terminal(env: Mapping[str, str]) -> str | None:
    """Why the console cannot be drawn here, in words; None when it can.

    Textual draws on standard error and would print escape codes into whatever that is.
    """
    if not sys.__stdin__ or not sys.__stdin__.isatty():
        return "standard input is not a terminal"
    if not sys.__stderr__ or not sys.__stderr__.isatty():
        return "standard error, on which the console is drawn, is not a terminal"
    term = env.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        return f"TERM={term or '(unset)'} cannot move the cursor"
    return None
