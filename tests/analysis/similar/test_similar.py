"""Exact search: the same as comparing with everybody, through insertions, replacements and removals."""

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.analysis.similar.features import HIDDEN, features
from console.analysis.similar.similar import DamagedVectorError, Similar
from console.analysis.similar.vector import RECORD, encode, vector

COUNTS = st.dictionaries(st.integers(0, 12) | st.integers(HIDDEN, HIDDEN + 3), st.integers(1, 300), max_size=6)


def counts(data: bytes) -> dict[int, int]:
    return dict(RECORD.iter_unpack(data))


def by_hand(entries: dict[int, bytes], query: bytes) -> dict[int, float]:
    """The cosine with every entry, in plain Python, all in one index."""
    known = {cluster: counts(data) for cluster, data in entries.items()}
    holders = Counter(feature for one in known.values() for feature in one)

    def weights(one: dict[int, int]) -> dict[int, float]:
        worth = {f: math.log((len(known) + 1) / max(holders[f], 1)) ** 0.25 * (0.5 if f >= HIDDEN else 1) for f in one}
        worth |= {f: 0.0 for f in one if f >= HIDDEN and not holders[f]}
        plain = {f: (1 + math.log(n)) * worth[f] for f, n in one.items()}
        length = math.sqrt(sum(w * w for w in plain.values())) or 1.0
        return {f: w / length for f, w in plain.items()}

    asked = weights(counts(query))
    return {c: sum(w * asked.get(f, 0.0) for f, w in weights(one).items()) for c, one in known.items()}


@settings(deadline=None)
@given(st.lists(COUNTS, min_size=1, max_size=40), COUNTS, st.integers(1, 5))
def test_the_nearest_are_those_that_comparing_with_all_finds(
    many: list[dict[int, int]], asked: dict[int, int], k: int
) -> None:
    entries = {number: encode(one) for number, one in enumerate(many)}
    expected = by_hand(entries, encode(asked))
    best = sorted((score for score in expected.values() if score > 1e-4), reverse=True)[:k]
    found = Similar(entries.items()).nearest_to(encode(asked), k, 1e-4)
    assert [score for _, score in found] == pytest.approx(best, abs=1e-4)
    assert all(score == pytest.approx(expected[cluster], abs=1e-4) for cluster, score in found)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.one_of(st.none(), COUNTS)), max_size=20))
def test_it_remembers_what_was_learnt_last_and_not_what_was_forgotten(
    steps: list[tuple[int, dict[int, int] | None]],
) -> None:
    similar, known = Similar(), dict[int, bytes]()
    for cluster, one in steps:
        if one is None:
            similar.forget([cluster])
            known.pop(cluster, None)
        else:
            similar.learn([(cluster, encode(one))])
            known[cluster] = encode(one)
        similar.nearest_to(encode({1: 1}))
    assert len(similar) == len(known)
    assert all(cluster in similar for cluster in known)
    for cluster, data in known.items():
        found = dict(similar.nearest_to(data, len(known), 0.0))
        twins = [other for other in known if counts(known[other]) == counts(data)]
        assert not found or max(found.values()) == pytest.approx(max(found.get(twin, 0) for twin in twins), abs=1e-4), (
            cluster
        )


def test_many_entries_with_common_features_are_searched_exactly() -> None:
    entries = {n: encode({1: 1, 2: 1 + n % 3, 10 + n % 50: 2, 100 + n: 1, 3: 1 + n % 7}) for n in range(400)}
    similar = Similar(entries.items())
    query = encode({1: 1, 2: 2, 3: 4, 17: 2, 107: 1})
    expected = by_hand(entries, query)
    best = sorted(expected, key=lambda n: (-round(expected[n], 5), n))[:5]
    assert [cluster for cluster, _ in similar.nearest_to(query, 5, 0.1)][:1] == best[:1] == [7]
    assert [s for _, s in similar.nearest_to(query, 5, 0.1)] == pytest.approx([expected[n] for n in best], abs=1e-4)


def test_new_ones_beside_a_great_index_are_found_and_replaced() -> None:
    similar = Similar((n, encode({n: 1, n + 1: 1, 7: 1})) for n in range(500))
    assert similar.nearest_to(encode({40: 1, 41: 1}), 1)[0][0] == 40
    similar.learn([(1000, encode({40: 1, 41: 1, 9999: 1}))])
    assert similar.nearest_to(encode({40: 1, 41: 1, 9999: 1}), 1)[0][0] == 1000
    similar.learn([(40, encode({5555: 1}))])
    assert 40 not in dict(similar.nearest_to(encode({40: 1, 41: 1}), 9))
    assert similar.nearest_to(encode({5555: 1}), 1)[0][0] == 40
    similar.forget([1000, 77777])
    assert 1000 not in dict(similar.nearest_to(encode({40: 1, 9999: 1}), 9, 0.0))
    assert len(similar) == 500


def test_a_damaged_vector_is_named() -> None:
    with pytest.raises(DamagedVectorError, match="cluster 8"):
        Similar([(8, b"1234567")])
    with pytest.raises(DamagedVectorError):
        Similar().nearest_to(b"1")


@pytest.mark.parametrize("text", ["", "   ", "<*>", "\x00\x00", "1 2 3", "☃" * 50])
def test_texts_without_words_resemble_nothing_in_an_empty_memory(text: str) -> None:
    assert Similar().nearest(text) == ()


def test_none_are_wanted() -> None:
    assert Similar([(1, vector("a b"))]).nearest("a b", 0) == ()


def test_values_do_not_matter_and_words_do() -> None:
    similar = Similar((n, vector(text)) for n, text in enumerate((
        "worker 12 lost its connection to 10.0.0.7 after 30 s",
        "cannot open /srv/data/17/part.db: No space left on device",
        "user root logged in from 10.0.0.9",
    )))  # fmt: skip
    assert similar.nearest("worker 99 lost its connection to 10.9.8.7 after 1 s", 1)[0][0] == 0
    assert similar.nearest("worker 99 lost its connection to 10.9.8.7 after 1 s", 1)[0][1] > 0.95
    assert similar.nearest("no space left", 1)[0][0] == 1
    assert similar.nearest("segmentation fault") == ()


def test_words_within_names_and_names_behind_masks_are_found() -> None:
    texts = (
        "ConnectionRefusedError in the pool",
        "cannot read 'pyproject.toml' now",
        "cannot read 'settings.toml' now",
    )
    similar = Similar((n, vector(text)) for n, text in enumerate(texts))
    assert similar.nearest("connection refused error", 1, 0.1)[0][0] == 0
    assert similar.nearest("cannot read settings.toml", 1, 0.1)[0][0] == 2
    assert similar.nearest("cannot read pyproject.toml", 1, 0.1)[0][0] == 1


def test_half_a_sentence_is_less_alike_than_the_whole() -> None:
    similar = Similar([(1, vector("connection refused by the database"))])
    whole = similar.nearest("connection refused by the database", 1)[0][1]
    half = similar.nearest("connection refused by the database while the moon rose over the old mill", 1, 0.0)[0][1]
    assert whole == pytest.approx(1, abs=1e-3)
    assert half < 0.8


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_an_intact_bounded_vector(text: str) -> None:
    data = vector(text, [text] * 30)
    assert len(data) % RECORD.size == 0
    assert len(data) <= 64 * RECORD.size
    assert sorted(counts(data)) == [feature for feature, _ in RECORD.iter_unpack(data)]


def test_a_long_text_costs_no_more_than_its_head() -> None:
    head = "\n".join(f"word{n} failed in step {n}" for n in range(400))
    assert features(head + "x" * 10_000_000) == features(head + "x" * 10_000)
