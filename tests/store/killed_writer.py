"""A child that writes batches until it is killed: `python killed_writer.py STORE`; prints a dot after each commit.

Each batch takes the source from progress n to n + k with k events that carry their numbers: if a commit were torn or
done twice, numbers would be missing or doubled.
"""

import asyncio
import sys
import time

from console.model.batch import Batch, Count, Progress
from console.model.event import Draft, Severity, Voice
from console.model.hlc import HybridClock
from console.store.writer import Writer


def batch(done: int, size: int) -> Batch:
    now = time.time()
    drafts = tuple(
        Draft(
            time=now, source="logs", kind="log.line", voice=Voice.RUSTBELT, severity=Severity.ERROR,
            text=f"line {number}", template="line <*>", attrs={"file": "/x.log", "number": number},
        )
        for number in range(done, done + size)
    )  # fmt: skip
    counts = (Count(int(now // 60), "/x.log", Severity.ERROR, size),)
    return Batch(events=drafts, counts=counts, progress=(Progress("x", str(done + size).encode()),))


async def main(path: str) -> None:
    writer = await Writer.open(path, HybridClock(time.time), "node")
    done = int((await writer.resume("logs")).get("x", b"0"))
    size = 1
    while True:
        await writer.write([("logs", batch(done, size))])
        done += size
        size = size % 97 + 7
        sys.stdout.write(".")
        sys.stdout.flush()


asyncio.run(main(sys.argv[1]))
