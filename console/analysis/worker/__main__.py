"""The worker process: python -I -m console.analysis.worker [--store FILE] [--rules FILE] [--idle S] [--most-mb N]."""

import argparse
import gc
import os
import resource
import signal
import sys

import psutil

from console.analysis.worker.desk import Desk
from console.analysis.worker.serve import serve

NICE = 10
ADDRESS_SPACE = 4 << 30
HEAVY = "sklearn"
HEAVY_IDLE = 5.0
"""What weighs a hundred megabytes is not kept for a question that may come."""
_MB = 1 << 20


def main() -> None:
    """Serve standard input until its end; a broken pipe means that the engine is gone, which is an end too."""
    parser = argparse.ArgumentParser(prog="console.analysis.worker", description=__doc__)
    parser.add_argument("--store", default="", help="database with the stored vectors")
    parser.add_argument("--rules", action="append", default=[], help="file with rules of classification")
    parser.add_argument("--idle", type=float, default=20.0, help="seconds without a question before it leaves")
    parser.add_argument("--most-mb", type=int, default=400, help="resident megabytes above which it leaves")
    options = parser.parse_args()
    _behave()
    sink = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not stand among the frames
    process = psutil.Process()

    def enough() -> bool:
        return bool(process.memory_info().rss > options.most_mb * _MB)

    def patience() -> float:
        return min(HEAVY_IDLE, options.idle) if HEAVY in sys.modules else float(options.idle)

    gc.freeze()
    try:
        serve(0, sink, Desk(options.store, options.rules).answer, patience, enough)
    except BrokenPipeError:
        sys.exit(0)


def _behave() -> None:
    """Stand back behind everything else, want for memory alone, and leave the keyboard's signals to the engine."""
    os.nice(NICE)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = ADDRESS_SPACE if hard == resource.RLIM_INFINITY else min(ADDRESS_SPACE, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    main()
