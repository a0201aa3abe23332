"""Events of one signature that come together are one episode: a failure that prints forty lines failed once."""

from collections import OrderedDict

MERGE = 60.0
MOST = 4096


class Episodes:
    """Tells which events begin an episode: those that no event of their signature was counted for in the last minute.

    Merged per signature, since a merge over all of them would undercount from about 25 an hour. Of `most` signatures at
    a time the longest unseen is forgotten first.
    """

    def __init__(self, merge: float = MERGE, most: int = MOST) -> None:
        self._merge = merge
        self._most = most
        self._counted: OrderedDict[str, float] = OrderedDict()

    def begins(self, time: float, signature: str) -> bool:
        """Whether this event counts; `time` in seconds since the epoch."""
        counted = self._counted.get(signature)
        if counted is not None and abs(time - counted) < self._merge:
            return False
        self._counted[signature] = time
        self._counted.move_to_end(signature)
        if len(self._counted) > self._most:
            self._counted.popitem(last=False)
        return True
