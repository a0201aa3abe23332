import msgspec
import pytest

from console.analysis.mining import shapes
from console.analysis.mining.miner import Miner, fingerprint_of
from console.analysis.mining.state import State
from console.text.header import learn
from tests.analysis.mining.kinds import PROGRAMS, messages
from tests.text.headers import HEADS, lines

USERS = [f"session opened for user {name} by server {n}" for n, name in enumerate(("ann", "bob", "eve", "ann"))]


def ids(miner: Miner, texts: list[str]) -> list[str]:
    return [miner.id(handle) for handle in miner.learn(texts)]


def test_lines_get_their_cluster_and_template() -> None:
    miner = Miner()
    one, other, same = miner.learn(["started job 1", "paused job 1", "started job 22"])
    assert miner.id(one) == miner.id(same) != miner.id(other)
    assert miner.template(one) == "started job <*>"
    assert miner.count(one) == 2


def test_a_fingerprint_is_the_id_without_learning() -> None:
    text = "2024-01-02T03:04:05Z ERROR cannot open /etc/x: No such file"
    assert ids(Miner(), [text]) == [fingerprint_of(text)]
    assert fingerprint_of(text).startswith("m3:")


def test_a_join_keeps_old_ids_and_tells_of_it() -> None:
    miner = Miner()
    before = [ids(miner, [text])[0] for text in USERS[:2]]
    assert len(set(before)) == 2
    assert miner.merges() == []
    after = ids(miner, USERS)
    assert len(set(after)) == 1
    assert {old for old, _ in miner.merges()} >= set(before)
    assert miner.merges() == []
    assert {miner.current(old) for old in before} == {after[0]}
    assert miner.template(miner.learn(USERS)[0]) == "session opened for user <*> by server <*>"


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_was_learned_survives_a_restart(program: str) -> None:
    texts = [text for text, _ in messages(program)]
    miner = Miner()
    before = ids(miner, texts)
    state = msgspec.json.decode(msgspec.json.encode(miner.dump()), type=State)
    again = Miner(state)
    assert {again.template(handle) for handle in again.clusters()} == {miner.template(n) for n in miner.clusters()}
    assert ids(again, texts) == before
    assert sum(again.count(handle) for handle in again.clusters()) == 2 * len(texts)


def test_ids_that_were_joined_before_a_restart_still_lead_on() -> None:
    miner = Miner()
    old = ids(miner, USERS[:1])[0]
    new = ids(miner, USERS)[0]
    assert Miner(miner.dump()).current(old) == new


def test_ids_of_other_masks_lead_to_the_clusters_of_today() -> None:
    miner = Miner()
    miner.learn(USERS)
    state = miner.dump()
    old = [msgspec.structs.replace(mined, id=f"m1:{n}", key=("?", str(n))) for n, mined in enumerate(state.clusters)]
    again = Miner(msgspec.structs.replace(state, clusters=tuple(old), masks=1))
    assert again.current("m1:0") == fingerprint_of(state.clusters[0].sample)


@pytest.mark.parametrize("name", HEADS)
def test_headers_do_not_matter(name: str) -> None:
    raw, content = Miner(), Miner()
    layout = learn([line for line, _ in lines(name)])
    with_header = raw.learn([line for line, _ in lines(name)], layout)
    without = content.learn([message for _, message in lines(name)])
    assert [raw.template(handle) for handle in with_header] == [content.template(handle) for handle in without]


def test_small_blocks_and_large_ones_give_the_same() -> None:
    texts = [text for program in PROGRAMS for text, _ in messages(program)]
    at_once, one_by_one = Miner(), Miner()
    handles = [one_by_one.learn([text])[0] for text in texts]
    assert ids(at_once, texts) == [one_by_one.id(handle) for handle in handles]


def test_raw_lines_are_cleaned_and_redacted() -> None:
    miner = Miner()
    (handle,) = miner.learn_raw([b"\x1b[31mpassword=hunter2secret\x1b[0m for \xff user"])
    template = miner.template(handle)
    assert "hunter2secret" not in template
    assert template.isprintable()


def test_newlines_and_nothing_are_harmless() -> None:
    miner = Miner()
    assert miner.learn([]) == []
    assert len(miner.learn(["a\nb", "", "\n"])) == 3


def test_memory_stays_bounded_when_every_line_is_new() -> None:
    miner = Miner(keys=50)
    letters = "abcdefghijklmnop"
    texts = [f"{letters[n % 16]}x {letters[n // 16 % 16]}y {letters[n // 256 % 16]}z" for n in range(4096)]
    handles = miner.learn(texts)
    assert len(handles) == len(texts)
    assert len(miner.clusters()) < 70
    assert sum(miner.count(handle) for handle in miner.clusters()) == len(texts)


def test_shapes_that_are_forgotten_in_between_are_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "_ROOM", 100)
    miner = Miner()
    one = miner.learn_raw([b"disk full", b"no room left on any of the shelves at the back of the hall", b"x" * 80])
    two = miner.learn_raw([b"disk full", b"something else", b"x" * 80])
    assert (one[0], one[2]) == (two[0], two[2])
    assert two[1] not in one
