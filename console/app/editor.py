"""The person's own editor, opened at a line of a file."""

import os
import shlex
import shutil
from collections.abc import Mapping

from console.model.failure import Place

_COLON = frozenset({"hx", "helix", "subl", "zed", "micro"})
_GOTO = frozenset({"code", "codium", "cursor", "code-insiders"})


class EditorError(Exception):
    """There is nothing to open, or nothing to open it with; the message says which."""


def command(place: Place, project: str, env: Mapping[str, str]) -> list[str]:
    """The argv that opens the editor of VISUAL or EDITOR at a place; a relative file is looked for in the project.

    Raises EditorError.
    """
    path = os.path.realpath(os.path.join(project, place.file))
    if not os.path.isfile(path):
        raise EditorError(f"{place.file} is not a file of this machine")
    words = _editor(env)
    line = max(1, place.line)
    name = os.path.basename(words[0])
    if name in _GOTO:
        return [*words, "-g", f"{path}:{line}"]
    return [*words, f"{path}:{line}"] if name in _COLON else [*words, f"+{line}", path]


def _editor(env: Mapping[str, str]) -> list[str]:
    """The editor's words; where none is configured vi, as every program does."""
    try:
        words = shlex.split(env.get("VISUAL") or env.get("EDITOR") or "vi")
    except ValueError as error:
        raise EditorError(f"the editor's command cannot be read: {error}") from error
    if not words or shutil.which(words[0], path=env.get("PATH")) is None:
        raise EditorError(f"the editor {words[0] if words else '(empty)'} was not found; set EDITOR")
    return words
