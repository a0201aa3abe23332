"""Names for places in a text that stay the same wherever it lies and however often it is read.

A place is known by everything before it and by the record that begins there. The digest of everything before is kept
as a chain over a fixed grid, so that reading may stop and go on.
"""

from hashlib import blake2b

from msgspec import Struct

GRID = 1 << 20
_SIZE = 16


class Mark(Struct, frozen=True):
    """A point of the grid at byte `position` with the chain up to there."""

    position: int = 0
    chain: bytes = b""


class Trail:
    """Follows a text from a mark on."""

    def __init__(self, mark: Mark = Mark()) -> None:  # noqa: B008 - frozen
        self.mark = mark
        self.position = mark.position
        self._hash = blake2b(mark.chain, digest_size=_SIZE)

    def advance(self, data: bytes) -> None:
        """The next bytes of the text."""
        view = memoryview(data)
        while view:
            room = GRID - self.position % GRID
            part = view[:room]
            self._hash.update(part)
            self.position += len(part)
            view = view[room:]
            if self.position % GRID == 0:
                self.mark = Mark(self.position, self._hash.digest())
                self._hash = blake2b(self.mark.chain, digest_size=_SIZE)

    def name(self, record: bytes) -> str:
        """The name of the record that begins here."""
        named = self._hash.copy()
        named.update(b"\0record\0")
        named.update(record)
        return named.hexdigest()
