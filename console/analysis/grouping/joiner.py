"""Lines that differ only where values stand, said to belong together: what the miner learned, as joins of keys.

Another version of the masks gives the same line another key. The keys of a store are therefore learned by their text:
the new key of a line joins the cluster of the old one, whatever people decided about it.
"""

import re
from collections.abc import Iterable

from console.analysis.grouping.line_key import said
from console.analysis.mining.key import cluster_id, key_of
from console.analysis.mining.miner import Miner
from console.model.cluster import Join
from console.text.figures import restored

MOST = 5_000
OLDER = "the same line, known before by an older version"
_OF_LINES = re.compile(r"m\d+:")
_VERSION = cluster_id(()).partition(":")[0]
_MASKED = re.compile(r"^(?:[\[(<]{0,2}<\*>[\])>:,]{0,3}(?:\s+|$))+")


class Joiner:
    """Learns from every kind of line once; `known` are (fingerprint, text) of the keys there are, oldest first.

    The text is a line of that kind, or its title. Nothing is learned once 5,000 kinds are known: what is beyond stays
    apart.
    """

    def __init__(self, known: Iterable[tuple[str, str]] = ()) -> None:
        self._miner = Miner(keys=2 * MOST)
        self._under: dict[str, dict[str, None]] = {}
        self._older: dict[str, list[str]] = {}
        self._learned = 0
        known = [(fingerprint, text) for fingerprint, text in known if _OF_LINES.match(fingerprint)]
        for fingerprint, text in known:
            self._know(fingerprint, text)
        for fingerprint, _ in known:
            self._older.pop(fingerprint, None)

    def learn(self, fingerprint: str, text: str) -> list[Join]:
        """What follows from a line that was not seen before: keys that belong to the cluster of others."""
        joins = self._learn(fingerprint, said(text))
        older = self._older.pop(fingerprint, None)
        if older is None:
            return joins
        home, *others = older
        return [
            Join(fingerprint=fingerprint, into=home, why=OLDER, same=True),
            *(Join(fingerprint=other, into=home, why=OLDER) for other in others),
        ]

    def _know(self, fingerprint: str, text: str) -> None:
        """Learn a key of the store; one of an older version under the fingerprint that its line has now, too."""
        if fingerprint.partition(":")[0] == _VERSION:
            self._learn(fingerprint, said(text))
            return
        line = said(_MASKED.sub("", text))
        self._older.setdefault(cluster_id(key_of(line)), []).append(fingerprint)
        self._learn(fingerprint, line)

    def _learn(self, fingerprint: str, line: str) -> list[Join]:
        if self._learned >= MOST:
            return []
        self._learned += 1
        (handle,) = self._miner.learn([line])
        root = self._miner.id(handle)
        joins = [
            join
            for old, new in self._miner.merges()
            for moving in self._under.pop(old, ())
            for join in self._put(moving, new, handle)
        ]
        return joins + self._put(fingerprint, root, handle)

    def _put(self, fingerprint: str, root: str, handle: int) -> list[Join]:
        """Put a key under a kind of the miner: a pattern is no key itself, the first key under it stands for it."""
        keys = self._under.setdefault(root, {})
        if fingerprint in keys:
            return []
        keys[fingerprint] = None
        first = next(iter(keys))
        if first == fingerprint:
            return []
        template = restored(self._miner.template(handle))
        return [Join(fingerprint=fingerprint, into=first, why=f"the same line but for its values: {template}")]
