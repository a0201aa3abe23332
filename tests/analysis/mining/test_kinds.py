from collections import defaultdict

import pytest

from console.analysis.mining.miner import Miner
from tests.analysis.mining.kinds import PROGRAMS, messages

SPLIT = {  # two or three words in a place are not yet proof that it varies
    "phone": {"Sending non-protected broadcast {} from system {}:com.example.phone/1000"},
    "cluster": {"({}) CMD (run-parts {})"},
    "web": {'open() "{}" failed (2: No such file or directory), client: {}, server: {}'},
}


def grouped(program: str) -> tuple[dict[str, set[int]], dict[int, set[str]]]:
    rows = list(messages(program))
    miner = Miner()
    handles = [miner.resolve(handle) for handle in miner.learn([text for text, _ in rows])]
    handles = [miner.resolve(handle) for handle in handles]
    clusters: dict[str, set[int]] = defaultdict(set)
    kinds: dict[int, set[str]] = defaultdict(set)
    for (_, kind), handle in zip(rows, handles, strict=True):
        clusters[kind].add(handle)
        kinds[handle].add(kind)
    return clusters, kinds


@pytest.mark.parametrize("program", PROGRAMS)
def test_different_kinds_never_share_a_cluster(program: str) -> None:
    _, kinds = grouped(program)
    assert [found for found in kinds.values() if len(found) > 1] == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_lines_of_a_kind_share_a_cluster(program: str) -> None:
    clusters, _ = grouped(program)
    assert {kind for kind, found in clusters.items() if len(found) > 1} == SPLIT.get(program, set())


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_order_of_lines_does_not_matter(program: str) -> None:
    texts = [text for text, _ in messages(program)]
    forth, back = Miner(), Miner()
    one = [forth.id(handle) for handle in forth.learn(texts)]
    other = [back.id(handle) for handle in back.learn(texts[::-1])][::-1]
    assert one == other
