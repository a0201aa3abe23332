"""Names, depths, borders and the selected row."""

import subprocess
import sys

import pytest

from console.model.lines import Role
from themes.look import Look
from themes.palette import Border, Depth, UnknownThemeError, depth_from_env, names, skin


def borders():
    for name in names():
        for depth in Depth:
            for plain in (False, True):
                s = skin(name, depth, ascii=plain)
                yield plain, s.border
                yield plain, s.focus_border


def test_names_are_the_two_themes_with_their_variants_then_the_users_own():
    assert names() == (
        "skyskraper", "skyskraper-cvd", "skyskraper-ansi", "rustbelt", "rustbelt-cvd", "rustbelt-ansi",
    )  # fmt: skip
    assert names({"dusk": {}, "rustbelt": {}})[-2:] == ("rustbelt-ansi", "dusk")


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("depth", Depth)
def test_every_role_has_a_look_in_every_skin(name, depth):
    s = skin(name, depth)
    assert set(s.looks) == set(Role)
    assert len(s.ramp) == 8
    assert s.name == name


def test_every_border_takes_the_same_cells():
    for plain, border in borders():
        assert isinstance(border, Border)
        assert [len(part) for part in (border.tl, border.tr, border.bl, border.br, border.h, border.v)] == [1] * 6
        assert (len(border.title_left), len(border.title_right)) == (2, 2)
        assert not plain or all(ord(sign) < 128 for part in border.__struct_fields__ for sign in getattr(border, part))


def test_rustbelt_is_riveted_and_heavy_where_skyskraper_is_thin_and_round():
    assert skin("rustbelt", Depth.C256).border.title_left == "= "
    assert skin("rustbelt", Depth.C256).border.h == "━"
    assert skin("skyskraper", Depth.C256).border.tl == "╭"


def test_ascii_shows_the_focus_by_its_line():
    for name in names():
        s = skin(name, Depth.TRUECOLOR, ascii=True)
        assert s.border != s.focus_border


def test_ansi_variants_keep_to_the_terminals_own_colours():
    s = skin("rustbelt-ansi", Depth.TRUECOLOR)
    assert s.depth is Depth.C16
    assert s.background is None
    assert skin("rustbelt-ansi", Depth.MONO).depth is Depth.MONO


def test_cvd_can_be_asked_for_by_name_or_option():
    assert skin("rustbelt", Depth.C256, cvd=True).looks == skin("rustbelt-cvd", Depth.C256).looks
    assert skin("rustbelt", Depth.C256).looks != skin("rustbelt-cvd", Depth.C256).looks


def test_an_unknown_theme_names_the_known_ones():
    with pytest.raises(UnknownThemeError, match=r"`glass`.*skyskraper, .*dusk"):
        skin("glass", Depth.C256, user={"dusk": {}})


@pytest.mark.parametrize(
    ("env", "depth"),
    [
        ({"TERM": "tmux-256color"}, Depth.C256),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, Depth.TRUECOLOR),
        ({"TERM": "xterm-256color", "COLORTERM": "24bit"}, Depth.TRUECOLOR),
        ({"TERM": "xterm-direct"}, Depth.TRUECOLOR),
        ({"TERM": "screen"}, Depth.C16),
        ({"TERM": "linux"}, Depth.C16),
        ({"TERM": "vt100"}, Depth.C16),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, Depth.MONO),
        ({}, Depth.MONO),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, Depth.MONO),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, Depth.C256),
    ],
)
def test_depth_comes_from_the_environment(env, depth):
    assert depth_from_env(env) is depth


def test_the_selected_row_gets_its_own_ground_in_many_colours():
    s = skin("skyskraper", Depth.C256)
    assert s.look(Role.FAIL, cursor=True).bg == s.looks[Role.CURSOR].bg
    assert s.look(Role.FAIL, cursor=True).fg == s.looks[Role.FAIL].fg
    assert s.look(Role.CRITICAL, cursor=True) == s.looks[Role.CRITICAL]


def test_the_selected_row_is_reversed_as_a_whole_where_colours_are_few():
    for depth in (Depth.C16, Depth.MONO):
        s = skin("rustbelt", depth)
        for role in (Role.TEXT, Role.WARN, Role.MUTED, Role.RUSTBELT):
            look = s.look(role, cursor=True)
            assert (look.fg, look.bg, look.reverse, look.dim) == (None, None, True, False)


def test_a_look_is_plain_by_default():
    assert Look() == Look(fg=None, bg=None)


def test_the_palette_loads_neither_textual_nor_rich():
    code = (
        "import sys, themes.palette as p; p.skin('rustbelt', 3); print('textual' in sys.modules, 'rich' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
