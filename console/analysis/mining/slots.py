"""Which keys are one: those that differ in a slot whose words look like values and are many enough.

A bucket holds the keys that are equal but for one slot. When it holds enough different values the slot is learned: a
pattern with a mask in it stands for all of them, and may itself be joined in another slot. When in doubt keys stay
apart, for a split is visible and a wrong merge hides a failure.
"""

from collections.abc import Iterator

from console.analysis.mining.key import Key, collapsed
from console.analysis.mining.skeleton import alike
from console.analysis.mining.wording import ANY, naming, telling, weight

_COARSE = 8
_NEEDED = {1: 8, 2: 5}
_NEEDED_COMMONLY = 4
_NEEDED_OF_NAMES = 3
_NEEDED_OF_LONE_NAMES = 5


class Slots:
    """All keys seen, by handle, and which of them were joined. At most `limit` keys are told apart by all words."""

    def __init__(self, limit: int) -> None:
        self.keys: list[Key] = []
        self.learned: dict[int, tuple[int, ...]] = {}
        self.joined: list[tuple[int, int]] = []
        self._limit = limit
        self._parents: list[int] = []
        self._handles: dict[Key, int] = {}
        self._places: dict[int, set[tuple[int, ...]]] = {}
        self._buckets: dict[int, tuple[int, ...]] = {}

    def find(self, handle: int) -> int:
        """The handle that stands for what `handle` was joined to, itself when it was not."""
        parents = self._parents
        root = handle
        while parents[root] != root:
            root = parents[root]
        while parents[handle] != root:
            parents[handle], handle = root, parents[handle]
        return root

    def add(self, key: Key) -> int:
        """The handle of a key, which may be that of a pattern."""
        handle = self._handles.get(key)
        if handle is None:
            handle = self._match(key)
        if handle is None and len(self.keys) >= self._limit:
            return self._coarse(key)
        if handle is None:
            handle = self._new(key)
            self._index(handle)
        return self.find(handle)

    def restore(self, key: Key, slots: tuple[int, ...], members: tuple[Key, ...]) -> int:
        """Take back a pattern with its learned slots and the keys that were joined to it; its handle."""
        handle = self._handles.get(key)
        if handle is None:
            handle = self._new(key)
        if slots:
            self.learned[handle] = slots
            self._places.setdefault(len(key), set()).add(slots)
        for member in members:
            self._handles.setdefault(member, handle)
        self._index(handle)
        return self.find(handle)

    def consolidate(self) -> None:
        """Join keys that differ in several slots at once; takes time in proportion to the keys that stand alone."""
        standing = [(handle, self.keys[handle]) for handle in range(len(self.keys)) if self.find(handle) == handle]
        for handles, varying in alike(standing):
            self._join(handles, varying)

    def members(self) -> dict[int, list[Key]]:
        """The keys that lead to each standing handle, its own left out."""
        found: dict[int, list[Key]] = {}
        for key, handle in self._handles.items():
            root = self.find(handle)
            if key != self.keys[root]:
                found.setdefault(root, []).append(key)
        return found

    def _new(self, key: Key) -> int:
        """A handle for a key never seen."""
        handle = len(self.keys)
        self.keys.append(key)
        self._parents.append(handle)
        self._handles[key] = handle
        return handle

    def _match(self, key: Key) -> int | None:
        """The pattern that a new key fits, which it then always does."""
        for slots in self._places.get(len(key), ()):
            if all(weight(key[slot]) for slot in slots):
                pattern = tuple(ANY if at in slots else token for at, token in enumerate(key))
                if (handle := self._handles.get(pattern)) is not None:
                    if len(self._handles) < 2 * self._limit:
                        self._handles[key] = handle
                    return handle
        return None

    def _coarse(self, key: Key) -> int:
        """Where keys go that no longer fit into memory: told apart by their first word, then not at all."""
        for coarse in ((*key[:1], ANY, ANY), (ANY, ANY)):
            if coarse in self._handles or len(self.keys) < self._limit + self._limit // _COARSE or coarse[0] == ANY:
                handle = self._handles.get(coarse)
                return self.find(self._new(coarse) if handle is None else handle)
        raise AssertionError("the last coarse key is always taken")

    def _index(self, handle: int) -> None:
        """Put a key into the buckets of its slots and join the first that is full."""
        key = self.keys[handle]
        words = sum(map(telling, key))
        for slot in self._free(handle):
            others = words - telling(key[slot])
            if not others:
                continue
            name = hash((slot, key[:slot], key[slot + 1 :]))
            bucket = (*self._buckets.get(name, ()), handle)
            self._buckets[name] = bucket
            if len(bucket) > 1 and self._varies(bucket, slot, others):
                self._join(bucket, (slot,))
                return

    def _free(self, handle: int) -> Iterator[int]:
        """The slots of a key that may be found to vary."""
        taken = self.learned.get(handle, ())
        return (slot for slot, token in enumerate(self.keys[handle]) if slot not in taken and weight(token))

    def _varies(self, bucket: tuple[int, ...], slot: int, others: int) -> bool:
        """Whether the different words in a slot are many enough, for how much the rest of the message says."""
        values = {self.keys[handle][slot] for handle in bucket}
        key = self.keys[bucket[0]]
        if (slot and naming(key[slot - 1])) or all(weight(value) > 1 for value in values):
            needed = _NEEDED_OF_NAMES if others > 1 else _NEEDED_OF_LONE_NAMES
        else:
            needed = _NEEDED.get(others, _NEEDED_COMMONLY)
        return len(values) + (ANY in values) >= needed + (slot == 0)

    def _join(self, handles: tuple[int, ...], varying: tuple[int, ...]) -> None:
        """Let one pattern stand for keys that differ in some slots only."""
        pattern = tuple(ANY if at in varying else token for at, token in enumerate(self.keys[handles[0]]))
        slots = tuple(sorted(set(varying).union(*(self.learned.get(handle, ()) for handle in handles))))
        known = self._handles.get(pattern)
        target = self._new(pattern) if known is None else self.find(known)
        self._places.setdefault(len(pattern), set()).add(slots)
        for handle in handles:
            self._unite(handle, target)
        short = collapsed(pattern)
        if short in self._handles:
            self._unite(self._handles[short], target)
        else:
            self._handles[short] = target
        if known is None:
            self.learned[target] = slots
            self._index(target)

    def _unite(self, handle: int, target: int) -> None:
        """Join what `handle` stands for to what `target` stands for."""
        root, goal = self.find(handle), self.find(target)
        if root != goal:
            self._parents[root] = goal
            self.joined.append((root, goal))
