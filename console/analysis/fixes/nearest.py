"""The word that was probably meant: an edit distance that knows how fingers slip.

Optimal string alignment (Damerau 1964; Boytsov 2011, section 2.1) in which a swap of neighbouring letters, a doubled
letter and a neighbouring key cost less than a foreign one.
"""

from collections.abc import Iterable

from msgspec import Struct

_ROWS = ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")
_SLIP, _SWAP, _DOUBLE, _FOREIGN = 0.75, 0.7, 0.6, 1.0
LONGEST = 64


class Match(Struct, frozen=True):
    """A word with its likeness to what was typed, from 0 to 1."""

    word: str
    likeness: float


def _neighbours() -> frozenset[tuple[str, str]]:
    """Pairs of keys that lie side by side on the usual keyboard."""
    pairs = set()
    for row, keys in enumerate(_ROWS):
        for column, key in enumerate(keys):
            for other_row, shift in ((row, 1), (row + 1, 0), (row + 1, -1)):
                other = _ROWS[other_row] if other_row < len(_ROWS) else ""
                if 0 <= column + shift < len(other):
                    pairs |= {(key, other[column + shift]), (other[column + shift], key)}
    return frozenset(pairs)


_NEAR = _neighbours()


def likeness(typed: str, word: str) -> float:
    """How like two words are, from 0 to 1; 1 only for the same word. Words over `LONGEST` are never alike."""
    if typed == word:
        return 1.0
    longest = max(len(typed), len(word))
    if not typed or not word or longest > LONGEST or abs(len(typed) - len(word)) > longest * 0.67:
        return 0.0
    if typed.lower() == word.lower():
        return 0.97
    score = 1 - distance(typed.lower(), word.lower()) / longest
    if typed[0] == word[0]:
        score += 0.1 * (1 - score)
    if len(typed) > 2 and word.startswith(typed):
        score = max(score, 0.8 - 0.02 * (len(word) - len(typed)))
    return max(0.0, min(0.99, score))


def distance(typed: str, word: str) -> float:
    """The cheapest way from one word to the other, in slips."""
    before: list[float] = []
    row = [float(place) for place in range(len(word) + 1)]
    for i, left in enumerate(typed, 1):
        older, before, row = before, row, [float(i)]
        for j, right in enumerate(word, 1):
            cost = min(
                before[j - 1] + _replaced(left, right),
                before[j] + (_DOUBLE if i > 1 and typed[i - 2] == left else _FOREIGN),
                row[j - 1] + (_DOUBLE if j > 1 and word[j - 2] == right else _FOREIGN),
            )
            if i > 1 and j > 1 and left == word[j - 2] and typed[i - 2] == right and left != right:
                cost = min(cost, older[j - 2] + _SWAP)
            row.append(cost)
    return row[-1]


def nearest(typed: str, words: Iterable[str], floor: float = 0.55, most: int = 3) -> tuple[Match, ...]:
    """The words most like `typed`, best first; among equals the one that came first."""
    matches = (Match(word, likeness(typed, word)) for word in dict.fromkeys(words) if word != typed)
    return tuple(sorted((m for m in matches if m.likeness >= floor), key=lambda m: -m.likeness)[:most])


def _replaced(left: str, right: str) -> float:
    if left == right:
        return 0.0
    return _SLIP if (left, right) in _NEAR else _FOREIGN
