import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.views.headline import headline


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("2026-11-20T19:01:00Z ERROR timeout waiting", "timeout waiting"),
        ("2026-11-20 19:01:00,123 - WARNING - low disk", "- WARNING - low disk"),
        ("2026-11-20 19:01:00.123 +0100 [ERROR] x failed", "x failed"),
        ("[2026-11-20 19:01:00] FATAL: gone", "gone"),
        ("Nov  2 19:01:00 host sshd[1]: error", "host sshd[1]: error"),
        ("19:01:00 WARN slow", "slow"),
        ("<*> ERROR timeout waiting for <*>", "timeout waiting for <*>"),
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
