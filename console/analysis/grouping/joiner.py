"""Lines that differ only where values stand, said to belong together: what the miner learned, as joins of keys."""

from collections.abc import Iterable

from console.analysis.mining.miner import Miner
from console.model.cluster import Join

MOST = 5_000


class Joiner:
    """Learns from every kind of line once; `known` are (fingerprint, title) of the keys there are, oldest first.

    Nothing is joined once 5,000 kinds are known: what is beyond stays apart.
    """

    def __init__(self, known: Iterable[tuple[str, str]] = ()) -> None:
        self._miner = Miner(keys=2 * MOST)
        self._first: dict[str, str] = {}
        self._learned = 0
        for fingerprint, title in known:
            self.learn(fingerprint, title)

    def learn(self, fingerprint: str, text: str) -> list[Join]:
        """What follows from a line that was not seen before: keys that belong to the cluster of others."""
        if self._learned >= MOST:
            return []
        self._learned += 1
        (handle,) = self._miner.learn([text])
        joins = [join for old, new in self._miner.merges() for join in self._merged(old, new, handle)]
        root = self._miner.id(handle)
        if root != fingerprint:
            joins += self._merged(fingerprint, root, handle)
        return joins

    def _merged(self, old: str, new: str, handle: int) -> list[Join]:
        """A pattern is no key of its own: the first key that fell under it stands for it."""
        moving = self._first.pop(old, old)
        first = self._first.setdefault(new, moving)
        if first == moving:
            return []
        template = self._miner.template(handle)
        return [Join(fingerprint=moving, into=first, why=f"the same line but for its values: {template}")]
