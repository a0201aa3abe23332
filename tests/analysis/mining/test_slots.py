import pytest

from console.analysis.mining.key import Key, key_of
from console.analysis.mining.slots import Slots


def clusters(texts: list[str], limit: int = 1000) -> int:
    slots = Slots(limit)
    handles = [slots.add(key_of(text)) for text in texts]
    return len({slots.find(handle) for handle in handles})


@pytest.mark.parametrize(
    "texts",
    [
        [f"session opened for user {name} by server" for name in ("ann", "bob", "eve")],
        [f"loading {name} from the local store" for name in ("ordersTable", "userIndex", "itemCache")],
        [f"cannot parse the value {name} of this line" for name in ("red", "green", "blue", "grey")],
        [f"copied file {one} to host {other} in time" for one in "xyz" for other in ("north", "south", "west")],
    ],
)
def test_a_place_that_varies_is_learned(texts: list[str]) -> None:
    assert clusters(texts) == 1


@pytest.mark.parametrize(
    "texts",
    [
        [f"VM {verb} after the event" for verb in ("Started", "Paused", "Resumed", "Stopped", "Deleted")],
        [f"the service is {state} for this host" for state in ("up", "down", "idle", "ready", "full", "dead")],
        [f"call failed with {name} in the client" for name in ("IOError", "KeyError", "OSError", "ValueError")],
        [f"it {word} here for all of us" for word in ("is", "was", "has", "can", "may")],
        [f"read {name}" for name in ("red", "green", "blue", "grey")],
        ["a 1 b", "c 2 d", "e 3 f"],
    ],
)
def test_words_that_tell_messages_apart_stay_apart(texts: list[str]) -> None:
    assert clusters(texts) == len(texts)


def test_a_learned_place_takes_every_later_value() -> None:
    slots = Slots(1000)
    for name in ("ann", "bob", "eve"):
        slots.add(key_of(f"session opened for user {name} by server"))
    known = len(slots.keys)
    first = slots.find(0)
    assert slots.add(key_of("session opened for user mallory by server")) == first
    assert len(slots.keys) == known


def test_what_was_joined_is_told_once() -> None:
    slots = Slots(1000)
    handles = [slots.add(key_of(f"session opened for user {name} by server")) for name in ("ann", "bob", "eve")]
    target = slots.find(handles[0])
    assert set(slots.joined) == {(handle, target) for handle in (0, 1, 2)}


def test_memory_is_bounded_when_every_line_is_new() -> None:
    slots = Slots(100)
    for n in range(3000):
        slots.add(tuple(f"{chr(97 + (n >> shift) % 26)}{chr(97 + n % 25)}" for shift in (0, 3, 6, 9)))
    assert len(slots.keys) <= 100 + 100 // 8 + 1


def test_a_pattern_is_taken_back_with_its_keys() -> None:
    slots = Slots(1000)
    key: Key = ("session", "for", "user", "*", "opened", "by", "server")
    member: Key = ("session", "for", "user", "ann", "opened", "by", "server")
    handle = slots.restore(key, (3,), (member,))
    assert slots.add(member) == handle
    assert slots.add((*key[:3], "zoe", *key[4:])) == handle
