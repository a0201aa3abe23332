"""Joins: lines that differ only by a value come together, whatever was learned before; different deeds never do."""

from console.analysis.grouping.joiner import Joiner
from console.analysis.mining.miner import fingerprint_of
from console.model.cluster import Join

NAMES = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy")


def line(name: str) -> str:
    return f"login of user {name} failed badly"


def groups(joins: list[Join], fingerprints: list[str]) -> set[frozenset[str]]:
    """The fingerprints together as the store would have them: each join moves one key to where another lies."""
    home = {name: name for name in fingerprints}
    for join in joins:
        home[join.fingerprint] = home[join.into]
    return {frozenset(name for name in fingerprints if home[name] == root) for root in home.values()}


def learned(joiner: Joiner, texts: list[str]) -> list[Join]:
    return [join for text in texts for join in joiner.learn(fingerprint_of(text), text)]


def test_values_come_together_and_say_why() -> None:
    texts = [line(name) for name in NAMES]
    joins = learned(Joiner(), texts)
    assert len(groups(joins, [fingerprint_of(text) for text in texts])) == 1
    assert all("<*>" in join.why for join in joins)


def test_different_deeds_stay_apart() -> None:
    deeds = ("Started", "Paused", "Stopped", "Resumed", "Killed", "Created", "Deleted", "Migrated", "Failed", "Locked")
    assert learned(Joiner(), [f"VM {deed} by admin" for deed in deeds]) == []


def test_what_was_joined_before_a_restart_goes_on() -> None:
    texts = [line(name) for name in NAMES]
    fingerprints = [fingerprint_of(text) for text in texts]
    before = learned(Joiner(), texts[:6])
    after = Joiner(list(zip(fingerprints[:6], texts[:6], strict=True)))
    joins = before + learned(after, texts[6:])
    assert len(groups(joins, fingerprints)) == 1
