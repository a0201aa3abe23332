"""The installed entry point: nothing of a foreign project may be imported by accident."""

import os
import sys


def _isolate() -> None:
    """Drop the current directory and PYTHONPATH, where a project's own `console/` could stand."""
    foreign = {os.path.abspath(p) for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p}
    here = os.path.abspath(os.path.dirname(__file__))
    foreign |= {os.getcwd()} - {here}
    sys.path[:] = [p for p in sys.path if p and (os.path.abspath(p) == here or os.path.abspath(p) not in foreign)]


def main() -> None:
    """Run the command line."""
    _isolate()
    from console.cli import main as cli

    cli()


if __name__ == "__main__":
    main()
