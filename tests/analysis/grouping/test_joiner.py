"""Joins: lines that differ only by a value come together, whatever was learned before; different deeds never do."""

import pytest

from console.analysis.grouping.joiner import Joiner
from console.analysis.grouping.line_key import of_line
from console.analysis.mining.miner import Miner, fingerprint_of
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


def of(text: str) -> str:
    return of_line(text).fingerprint


@pytest.mark.parametrize(
    "known",
    ["2026-01-02 10:00:00 ERROR [worker-3] job 7 broke down", "<*> ERROR [worker-<*>] job <*> broke down"],
)
def test_a_key_of_an_older_version_keeps_its_cluster(known: str) -> None:
    joiner = Joiner([("m1:0123", known)])
    line = "2026-02-03 11:00:00 WARN [main] job 8 broke down"
    (join,) = joiner.learn(of(line), line)
    assert (join.fingerprint, join.into, join.same) == (of(line), "m1:0123", True)
    assert joiner.learn(of(line), line) == []


def test_older_keys_of_one_line_come_together_under_the_first() -> None:
    joiner = Joiner([(f"m2:{n}", f"2026-01-02 10:00:00 ERROR [{name}] job broke down") for n, name in enumerate("ab")])
    joins = joiner.learn(of("job broke down"), "job broke down")
    assert [(join.fingerprint, join.into, join.same) for join in joins] == [
        (of("job broke down"), "m2:0", True),
        ("m2:1", "m2:0", False),
    ]


def test_what_moved_once_is_not_moved_again() -> None:
    line = "ERROR job broke down"
    assert Joiner([("m2:1", line), (of(line), line)]).learn(of(line), line) == []


def test_keys_of_faults_are_no_lines() -> None:
    assert (
        Joiner([("f1:0123", "ValueError: bad value")]).learn(of("ValueError: bad value"), "ValueError: bad value") == []
    )


@pytest.mark.parametrize("words", [("login", "logoff", "relogin", "telnet", "ftplog", "sshlog"), ("login", "logoff")])
def test_the_joins_make_the_kinds_of_the_miner(words: tuple[str, ...]) -> None:
    texts = [line(name).replace("login", word) for word in words for name in NAMES[: 2 + len(word)]]
    miner = Miner()
    handles = [handle for text in texts for handle in miner.learn([text])]
    kinds: dict[str, set[str]] = {}
    for text, handle in zip(texts, handles, strict=True):
        kinds.setdefault(miner.id(handle), set()).add(fingerprint_of(text))
    joined = groups(learned(Joiner(), texts), list(dict.fromkeys(map(fingerprint_of, texts))))
    assert joined == set(map(frozenset, kinds.values()))
