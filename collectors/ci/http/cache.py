"""Answers that may still hold: asked for again with their tag, the server only says that nothing changed (RFC 9110)."""

from collections import OrderedDict

ENTRIES = 256
BYTES = 16 * 1024 * 1024


class Cache:
    """The last answers with a tag, by address; the oldest go when they are too many or too large."""

    def __init__(self, entries: int = ENTRIES, room: int = BYTES) -> None:
        self._entries = entries
        self._room = room
        self._kept: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self._size = 0

    def tag(self, address: str) -> str:
        """The tag under which an answer is kept, empty without one."""
        kept = self._kept.get(address)
        return kept[0] if kept else ""

    def body(self, address: str) -> bytes | None:
        """The kept answer."""
        kept = self._kept.get(address)
        if kept is None:
            return None
        self._kept.move_to_end(address)
        return kept[1]

    def keep(self, address: str, tag: str, body: bytes) -> None:
        """Keep an answer; one without a tag, or too large, only takes the place of nothing."""
        self.drop(address)
        if not tag or len(body) > self._room // 4:
            return
        self._kept[address] = (tag, body)
        self._size += len(body)
        while len(self._kept) > self._entries or self._size > self._room:
            _, (_, gone) = self._kept.popitem(last=False)
            self._size -= len(gone)

    def drop(self, address: str) -> None:
        """Forget an answer."""
        kept = self._kept.pop(address, None)
        if kept:
            self._size -= len(kept[1])
