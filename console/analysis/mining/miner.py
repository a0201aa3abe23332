"""The miner: which lines are of one kind, learned online, and the template of each kind.

Handles are numbers of this miner; ids are stable names that hold over restarts, machines and joins. Masking and
hashing follow the practice of LUCI and k8s triage; joining keys that differ in one slot is described in `slots`.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import cast

from console.analysis.mining.key import Key, cluster_id, key_of
from console.analysis.mining.pattern import Pattern
from console.analysis.mining.shapes import Known, coarser, shapes
from console.analysis.mining.slots import Slots
from console.analysis.mining.state import Mined, State
from console.text.clean import clean_bytes
from console.text.header import PLAIN, Layout
from console.text.mask import LIMIT, MASKS
from console.text.redact import redact

Read = Callable[[Sequence[int]], list[str]]
KEYS = 20_000
BINARY = "(binary data)"
_JUNK = re.compile("[\u2401-\u241f\ufffd]")
_MUCH = 8
_STRIDE = 256
_DUE = 500


def fingerprint_of(text: str, layout: Layout = PLAIN) -> str:
    """The stable id of a single clean line's kind, without learning."""
    return cluster_id(key_of(layout.body(text)))


class Miner:
    """Learns kinds of lines. `keys` bounds how many are told apart by all their words, and so the memory it takes."""

    def __init__(self, state: State | None = None, keys: int = KEYS) -> None:
        self._slots = Slots(keys)
        self._patterns: dict[int, Pattern] = {}
        self._samples: dict[int, str] = {}
        self._curious: set[int] = set()
        self._counts: Counter[int] = Counter()
        self._shapes: dict[Layout, Known] = {}
        self._aliases: dict[str, int] = {}
        self._merges: list[tuple[str, str]] = []
        self._due = _DUE
        if state is not None:
            self._load(state)

    def learn(self, texts: Sequence[str], layout: Layout = PLAIN) -> list[int]:
        """The handle of each clean, redacted line, in order; `layout` says what their headers look like."""
        block = "\n".join(texts).encode("utf-8", "replace")
        if block.count(b"\n") != max(len(texts) - 1, 0):
            texts = [text.replace("\n", " ") for text in texts]
            block = "\n".join(texts).encode("utf-8", "replace")
        return self._block(block, lambda places: [texts[place] for place in places], layout) if texts else []

    def learn_raw(self, lines: Sequence[bytes], layout: Layout = PLAIN) -> list[int]:
        """The handle of each line of a file, in order; only what is new is cleaned and redacted."""

        def read(places: Sequence[int]) -> list[str]:
            return redact([clean_bytes(lines[place]) for place in places])

        return self._block(b"\n".join(lines), read, layout) if lines else []

    def resolve(self, handle: int) -> int:
        """The handle of the cluster that a handle leads to now."""
        return self._slots.find(handle)

    def id(self, handle: int) -> str:
        """The stable id of the cluster that a handle leads to now."""
        return cluster_id(self._slots.keys[self._slots.find(handle)])

    def template(self, handle: int) -> str:
        """The template of the cluster that a handle leads to now, with `<*>` for what varies."""
        return self._patterns[self._slots.find(handle)].text()

    def count(self, handle: int) -> int:
        """How many lines the cluster has that a handle leads to now."""
        return self._counts[self._slots.find(handle)]

    def clusters(self) -> list[int]:
        """The handles of all clusters, in the order in which they were first seen."""
        return sorted(self._patterns)

    def current(self, id_: str) -> str:
        """The id of the cluster that an id leads to now: itself, unless it was joined to another."""
        return self.id(self._aliases[id_]) if id_ in self._aliases else id_

    def merges(self) -> list[tuple[str, str]]:
        """The joins since the last call: the id that was, and the one it leads to."""
        merges, self._merges = self._merges, []
        return merges

    def consolidate(self) -> None:
        """Join kinds that differ in several places at once; happens by itself whenever the keys have doubled."""
        self._slots.consolidate()
        self._due = max(_DUE, 2 * len(self._slots.keys))
        self._settle()

    def dump(self) -> State:
        """Everything worth keeping."""
        members = self._slots.members()
        clusters = [self._mined(handle, tuple(members.get(handle, ()))) for handle in self.clusters()]
        return State(clusters=tuple(clusters), aliases={id_: self.current(id_) for id_ in self._aliases})

    def _block(self, block: bytes, read: Read, layout: Layout) -> list[int]:
        """The handles of the lines of a block; `read` gives the clean texts of the lines with given numbers."""
        known = self._shapes.setdefault(layout, Known())
        found = shapes(block)
        handles = list(map(known.fine.get, found))
        if None in handles:
            self._learn_shapes(known, found, read, layout)
            handles = list(map(known.fine.get, found))
        complete = cast(list[int], handles)
        self._look(complete, read, layout)
        self._counts.update(complete)
        self._settle()
        if len(self._slots.keys) >= self._due:
            self.consolidate()
        return complete

    def _learn_shapes(self, known: Known, found: list[bytes], read: Read, layout: Layout) -> None:
        """Remember the shapes of a block that are not known; lines with words never seen are learned from."""
        known.bound()
        first = dict(zip(reversed(found), range(len(found) - 1, -1, -1), strict=True))
        fresh = [shape for shape in reversed(first) if shape not in known.fine]
        rough = coarser(fresh)
        unknown: dict[bytes, int] = {}
        for coarse, shape in zip(rough, fresh, strict=True):
            if coarse not in known.coarse:
                unknown.setdefault(coarse, first[shape])
        for coarse, text in zip(unknown, read(list(unknown.values())), strict=True):
            known.coarse[coarse] = self._learn(layout.body(text))
        known.add(fresh, rough)

    def _learn(self, body: str) -> int:
        """The handle of a line whose shape is new. Lines of binary data are one kind: each would be another."""
        if len(_JUNK.findall(body, 0, LIMIT)) * _MUCH > min(len(body), LIMIT):
            body = BINARY
        handle = self._slots.add(key_of(body))
        self._observe(handle, body)
        return handle

    def _observe(self, handle: int, body: str) -> None:
        """Show a line to the pattern of its cluster."""
        pattern = self._patterns.get(handle)
        if pattern is None:
            pattern = self._patterns[handle] = Pattern(body)
            self._samples[handle] = body[:LIMIT]
        else:
            pattern.observe(body)
        if pattern.curious:
            self._curious.add(handle)
        else:
            self._curious.discard(handle)

    def _look(self, handles: list[int], read: Read, layout: Layout) -> None:
        """Show some of the lines to the patterns that are not settled."""
        for start in range(0, len(handles), _STRIDE):
            if not self._curious:
                return
            last = dict(zip(handles[start : start + _STRIDE], range(start, start + _STRIDE), strict=False))
            chosen = sorted(self._curious.intersection(last))
            for handle, text in zip(chosen, read([last[handle] for handle in chosen]), strict=True):
                self._observe(self._slots.find(handle), layout.body(text))

    def _settle(self) -> None:
        """Let the patterns and counts of joined clusters follow them."""
        joined, self._slots.joined = self._slots.joined, []
        for handle, target in joined:
            root = self._slots.find(target)
            old = cluster_id(self._slots.keys[handle])
            self._aliases[old] = handle
            self._merges.append((old, self.id(root)))
            self._counts[root] += self._counts.pop(handle, 0)
            self._curious.discard(handle)
            self._adopt(root, self._patterns.pop(handle, None), self._samples.pop(handle, ""))

    def _adopt(self, root: int, pattern: Pattern | None, sample: str) -> None:
        """Take the pattern of a cluster that was joined into that of the one it was joined to."""
        if pattern is None:
            return
        if root in self._patterns:
            self._patterns[root].absorb(pattern.tokens)
        else:
            self._patterns[root], self._samples[root] = pattern, sample
            self._curious.add(root)

    def _mined(self, handle: int, members: tuple[Key, ...]) -> Mined:
        pattern = self._patterns[handle]
        return Mined(
            id=self.id(handle),
            key=self._slots.keys[handle],
            count=self._counts[handle],
            sample=self._samples[handle],
            tokens=tuple(pattern.tokens),
            seen=pattern.seen,
            slots=self._slots.learned.get(handle, ()),
            members=members,
        )

    def _load(self, state: State) -> None:
        """Take back what was kept. Clusters of other masks are found again by their samples."""
        for mined in state.clusters:
            if state.masks == MASKS:
                handle = self._slots.restore(mined.key, mined.slots, mined.members)
            else:
                handle = self._slots.add(key_of(mined.sample))
                self._aliases[mined.id] = handle
            self._observe(handle, mined.sample)
            if state.masks == MASKS:
                self._patterns[handle].absorb(list(mined.tokens))
            self._patterns[handle].restore(mined.seen)
            self._counts[handle] += mined.count
        ids = {self.id(handle): handle for handle in self._patterns}
        leads = ids | self._aliases
        self._aliases |= {old: leads[new] for old, new in state.aliases.items() if new in leads}
        self._settle()
