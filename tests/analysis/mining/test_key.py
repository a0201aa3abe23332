import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.analysis.mining.key import LONGEST, cluster_id, collapsed, key_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("took 5 ms", "took 1,024 s"),
        ("estimated size 5.2 KB, free 409.4 KB", "estimated size 1024.0 B, free 1.0 MB"),
        ("uid=0 user=root", "uid=1000 user=jane"),
        (
            "connection from 10.0.0.1 () at Sat Jul  9 12:16:49 2005",
            "connection from 10.0.0.2 (a-1.x.org) at Sun Jun 3 10:05:25 2005",
        ),
        (
            "nodes node-1 0x1f <ok> node-2 0x2f <ok>",
            "nodes node-1 0x1f <ok> node-2 0x2f <ok> node-3 0x3f <ok> node-4 0x4f <ok>",
        ),
        ("deleted blk_1 blk_-22 blk_3", "deleted blk_4"),
        ("enabled: true", "enabled: false"),
        ("trap enable...........0", "trap enable...........1"),
        ("lifetime <1 sec", "lifetime 00:12"),
    ],
)
def test_values_do_not_matter(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("VM Started", "VM Paused"),
        ("job 1 started", "job 1 stopped"),
        ('"GET /a HTTP/1.1" 200', '"POST /a HTTP/1.1" 200'),
        ("link up", "link down"),
        ("failed: java.io.IOException", "failed: java.net.SocketTimeoutException"),
        ("error[E0308]: mismatched", "error[E0382]: mismatched"),
        ("action.SCREEN_ON", "action.SCREEN_OFF"),
        ("1190 bytes (1.16 KB) sent", "1190 bytes sent"),
    ],
)
def test_words_matter(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_an_id_is_stable_and_tells_its_masks() -> None:
    assert cluster_id(("a", "*")) == "m3:7628c6b534d5bd3a"


def test_runs_of_masks_are_one() -> None:
    assert collapsed(("*", "*", "a", "*", "*")) == ("*", "a", "*")


@given(st.text(max_size=300))
def test_any_text_has_a_key(text: str) -> None:
    key = key_of(text)
    assert len(key) <= LONGEST
    assert not any(c in "0123456789" for token in key for c in token)


@pytest.mark.parametrize("unit", ["a ", "1 ", "= ", "a=1,", "<*>", "[", "a.b.", "x 1 "])
def test_hostile_lines_are_harmless(unit: str) -> None:
    assert len(key_of(unit * 100_000)) <= LONGEST
