"""Takes checkpoints of a changing work tree until it is killed; a line a checkpoint, once it is on the disk."""

import itertools
import sys
from pathlib import Path

from console.actions.checkpoint.folder import Folder, Limits
from console.actions.checkpoint.take import Order


def main(project: str, state: str) -> None:
    folder = Folder(state, project, state, Limits())
    folder.sweep()
    begin = len(folder.sweep())
    for n in itertools.count(begin):
        for k in range(20):
            Path(project, f"file{(n * 7 + k) % 60}").write_text(f"{n} {k}\n" * 50)
        taken = folder.take(Order(token=f"token{n:04d}", time=1.8e9, message=str(n), state=b"{}"))
        sys.stdout.write(f"token{n:04d} {taken.commit}\n")
        sys.stdout.flush()


main(*sys.argv[1:])
