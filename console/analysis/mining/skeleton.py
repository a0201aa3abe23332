"""Keys of which several places vary at once, which no comparison in one place would find.

In a place of keys of one length a word is rare when few of them have it there. Keys that are equal but for rare words
are one kind when they are many, all different, and share enough words that tell something; the frequency of words by
place as a guide follows Yu, He, Chen, Wu, "Brain: Log Parsing with Bidirectional Parallel Tree", IEEE TSC 2023.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from console.analysis.mining.key import Key
from console.analysis.mining.wording import ANY, telling, weight

_FEW = 5
_SHARED = 3
_PLACES = 2
_SPARSE = 200

Skeleton = tuple[str | None, ...]


def alike(keys: Iterable[tuple[int, Key]]) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The handles of keys that are one kind, with the places that vary among them."""
    lengths: dict[int, list[tuple[int, Key]]] = defaultdict(list)
    for handle, key in keys:
        lengths[len(key)].append((handle, key))
    for same in lengths.values():
        if len(same) >= _FEW:
            yield from _alike(same)


def _alike(keys: Sequence[tuple[int, Key]]) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The same for keys of one length."""
    common = max(_FEW, len(keys) // _SPARSE)
    counts = Counter((place, word) for _, key in keys for place, word in enumerate(key))
    groups: dict[Skeleton, list[tuple[int, Key]]] = defaultdict(list)
    for handle, key in keys:
        groups[_skeleton(key, counts, common)].append((handle, key))
    for skeleton, group in groups.items():
        places = tuple(place for place, word in enumerate(skeleton) if word is None)
        if len(places) >= _PLACES and len(group) >= _FEW and _all_vary([key for _, key in group], places):
            yield tuple(handle for handle, _ in group), places


def _skeleton(key: Key, counts: Counter[tuple[int, str]], common: int) -> Skeleton:
    """The key without its rare words; without any when too little would be left of it."""
    skeleton = tuple(
        None if word != ANY and weight(word) and counts[place, word] < common else word
        for place, word in enumerate(key)
    )
    return skeleton if sum(telling(word) for word in skeleton if word) >= _SHARED else key


def _all_vary(keys: Sequence[Key], places: Sequence[int]) -> bool:
    """Whether each of the places has many different words."""
    return all(len({key[place] for key in keys}) >= _FEW for place in places)
