import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.views.headline import headline, kind


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("2026-11-20T19:01:00Z ERROR timeout waiting", "timeout waiting"),
        ("2026-11-20 19:01:00,123 - WARNING - low disk", "low disk"),
        ('127.0.0.1 - - [20/Nov/2026:19:44:12 +0000] "GET / HTTP/1.1" 500 7', '"GET / HTTP/1.1" 500 7'),
        ("2026-11-20 19:01:00.123 +0100 [ERROR] x failed", "x failed"),
        ("[2026-11-20 19:01:00] FATAL: gone", "gone"),
        ("Nov  2 19:01:00 host sshd[1]: error", "host sshd[1]: error"),
        ("19:01:00 WARN slow", "slow"),
        ("<*> ERROR timeout waiting for <*>", "timeout waiting for <*>"),
        ("<*> failed, <*> passed in <*>", "<*> failed, <*> passed in <*>"),
        ("=============== FAILURES ===", "FAILURES ==="),
        ("===============", "==============="),
        ("-- two dashes", "-- two dashes"),
        ("ERROR: it broke", "it broke"),
        ("ERROR - it broke", "it broke"),
        ("Error while reading", "Error while reading"),
        ("ERRORS happened", "ERRORS happened"),
        ("<*> ERROR <*>", "<*> ERROR <*>"),
        ("2026-11-20T19:01:00Z", "2026-11-20T19:01:00Z"),
        ("plain words", "plain words"),
        ("", ""),
    ],
)
def test_time_and_level_are_left_out(text, rest):
    assert headline(text) == rest


@given(st.text(max_size=60))
def test_it_is_an_end_of_the_text_and_never_empty(text):
    rest = headline(text)
    assert text.endswith(rest)
    assert bool(rest) == bool(text)


def test_a_kind_without_words_is_told_by_a_line_of_it():
    assert kind("<*> ERROR timeout waiting for <*>", "x") == "timeout waiting for <*>"
    assert kind("<*> - - [<*> <*>] <*> <*>", "19:01:00 ERROR GET /a 500") == "GET /a 500"
    assert kind("<*> <*>", "") == "<*> <*>"
