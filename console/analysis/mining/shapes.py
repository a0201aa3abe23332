"""Lines with their digits made alike, a block at a time: the key under which a line's cluster is remembered.

Lines that differ in figures only have one shape, whatever the length of the figures. Finding it costs a few passes of
compiled code over the whole block, so that a log that repeats itself is read far faster than it could be masked.
"""

DIGITS = bytes.maketrans(b"123456789", b"000000000")
_RUNS = (b"0" * 8, b"0" * 4, b"0" * 2)


def shapes(block: bytes) -> list[bytes]:
    r"""The shape of each line of a block whose lines are parted by `\n`."""
    block = block.translate(DIGITS)
    for run in _RUNS:
        block = block.replace(run, b"0")
    while b"00" in block:
        block = block.replace(b"00", b"0")
    return block.split(b"\n")
