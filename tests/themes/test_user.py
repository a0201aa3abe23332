"""Themes of the user's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.lines import Role
from themes.look import LookError
from themes.palette import Depth, skin
from themes.user import KEYS, flaws, user_skin

DUSK = {"base": "rustbelt", "background": "#201018", "warn": "bold #ffcc00", "focus": "color(213)"}


def test_a_good_theme_has_no_flaws_and_lies_over_its_base():
    assert flaws("dusk", DUSK) == ()
    own = skin("dusk", Depth.TRUECOLOR, user={"dusk": DUSK})
    base = skin("rustbelt", Depth.TRUECOLOR)
    assert (own.name, own.background, own.focus.fg) == ("dusk", "#201018", "color(213)")
    assert own.looks[Role.WARN].fg == "#ffcc00"
    assert own.looks[Role.FAIL] == base.looks[Role.FAIL]
    assert own.border == base.border


def test_colours_are_fitted_to_the_depth():
    user = {"dusk": DUSK}
    assert skin("dusk", Depth.C256, user=user).looks[Role.WARN].fg == "color(220)"
    assert skin("dusk", Depth.C16, user=user).looks[Role.WARN].fg == "yellow"
    assert skin("dusk", Depth.MONO, user=user).looks == skin("rustbelt", Depth.MONO).looks


@pytest.mark.parametrize(
    ("table", "key", "message", "nearest"),
    [
        ({"wran": "red"}, "wran", "not a role", "warn"),
        ({"base": "rustbelt-cdv"}, "base", "not a built-in", "rustbelt-cvd"),
        ({"warn": "bld red"}, "warn", "bld", "bold"),
        ({"warn": "#12"}, "warn", "#12", ""),
        ({"background": "bold"}, "background", "one colour", ""),
        ({"background": "red on blue"}, "background", "one colour", ""),
    ],
)
def test_every_flaw_is_named_with_the_nearest_word(table, key, message, nearest):
    (flaw,) = flaws("dusk", table)
    assert flaw.key == key
    assert message in flaw.message
    assert flaw.nearest == nearest


def test_all_flaws_are_reported_not_only_the_first():
    assert [flaw.key for flaw in flaws("dusk", {"a": "", "ok": "nope", "fail": "#fff"})] == ["a", "ok", "fail"]


def test_a_built_in_name_cannot_be_taken():
    assert "built-in" in flaws("rustbelt", {})[0].message


@given(
    st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=8), st.text(max_size=20), max_size=6),
    st.sampled_from(Depth),
)
def test_a_theme_without_flaws_always_becomes_a_skin(table, depth):
    if not flaws("dusk", table):
        assert set(user_skin("dusk", table, depth).looks) == set(Role)


def test_an_unchecked_bad_theme_raises():
    with pytest.raises(LookError):
        user_skin("dusk", {"warn": "nope"}, Depth.C256)
