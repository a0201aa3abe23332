from console.analysis.mining.miner import Miner
from console.analysis.mining.skeleton import alike

PAIRS = [("ann", "north"), ("bob", "south"), ("eve", "west"), ("joe", "attic"), ("kim", "cellar"), ("lee", "garden")]


def test_places_that_vary_at_once_are_found() -> None:
    keys = [("archive", name, "moved", "into", "storage", room, "today") for name, room in PAIRS]
    ((handles, places),) = alike(enumerate(keys))
    assert set(handles) == set(range(len(PAIRS)))
    assert places == (1, 5)


def test_few_keys_prove_nothing() -> None:
    keys = [("archive", name, "moved", "into", "storage", room) for name, room in PAIRS[:4]]
    assert list(alike(enumerate(keys))) == []


def test_sentences_that_share_little_stay_apart() -> None:
    assert list(alike(enumerate([(name, "is", "in", room) for name, room in PAIRS]))) == []


def test_verbs_and_states_do_not_vary() -> None:
    states = ("up", "down", "full", "idle", "ready", "dead")
    keys = [
        ("engine", "of", verb, "train", "runs", "here", state) for verb, state in zip("abcdef", states, strict=True)
    ]
    assert list(alike(enumerate(keys))) == []


def test_the_miner_joins_them_and_finds_later_ones() -> None:
    miner = Miner()
    handles = miner.learn([f"archive {name} moved into storage {room} today" for name, room in PAIRS])
    miner.consolidate()
    assert len({miner.resolve(handle) for handle in handles}) == 1
    (late,) = miner.learn(["archive mallory moved into storage tower today"])
    assert miner.resolve(late) == miner.resolve(handles[0])
    assert miner.template(late) == "archive <*> moved into storage <*> today"
