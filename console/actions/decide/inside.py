"""Whether what a command installs for Python stays inside the project: in an environment or folder of its own."""

import os
import shutil
from collections.abc import Mapping, Sequence


def stays_inside(argv: Sequence[str], env: Mapping[str, str], cwd: str, project: str) -> bool:
    """Whether the environment that `argv` changes, its program's own or PIP_TARGET, lies in the project."""
    root = os.path.realpath(project)
    target = env.get("PIP_TARGET", "")
    if target:
        return _in(os.path.realpath(os.path.join(cwd, target)), root)
    if os.path.basename(argv[0]) == "uv" and env.get("VIRTUAL_ENV"):
        return _in(os.path.realpath(env["VIRTUAL_ENV"]), root)
    program = os.path.join(cwd, argv[0]) if os.sep in argv[0] else shutil.which(argv[0], path=env.get("PATH", ""))
    if not program:
        return False
    folder = os.path.realpath(os.path.dirname(program))
    return _in(folder, root) and os.path.exists(os.path.join(os.path.dirname(folder), "pyvenv.cfg"))


def _in(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)
