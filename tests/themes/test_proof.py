"""The palette proof: every built-in skin keeps its meanings apart and its text readable."""

from itertools import combinations, product

import pytest

from console.model.lines import UNICODE, Role
from tests.themes.vision import MATRICES, seen
from themes.colour import VGA_16, XTERM_16, contrast, difference, rgb
from themes.look import Look
from themes.palette import Depth, Skin, names, skin

SKINS = [skin(name, depth) for name, depth in product(names(), Depth)]
RICH = [s for s in SKINS if s.depth >= Depth.C256]
SIXTEEN = [s for s in SKINS if s.depth is Depth.C16]
MONO = [s for s in SKINS if s.depth is Depth.MONO]
MEANINGS = (
    Role.OK, Role.NOTICE, Role.WARN, Role.FAIL, Role.CRITICAL, Role.UNKNOWN, Role.MUTED, Role.ACCENT,
    Role.SKYSKRAPER, Role.RUSTBELT, Role.HAND,
)  # fmt: skip
STATES = (Role.OK, Role.NOTICE, Role.WARN, Role.FAIL, Role.UNKNOWN, Role.MUTED)
NOT_READ = (Role.BAR, Role.TRACK, Role.DISABLED, Role.CURSOR)
SIGNS = {
    Role.OK: UNICODE.ok, Role.NOTICE: UNICODE.notice, Role.WARN: UNICODE.warn, Role.FAIL: UNICODE.fail,
    Role.CRITICAL: UNICODE.fail, Role.UNKNOWN: UNICODE.unknown,
    Role.SKYSKRAPER: "S", Role.RUSTBELT: "R", Role.HAND: "H",
}  # fmt: skip
DISTINCT = 8.0
DISTINCT_CVD = 6.0
READABLE = 4.5


def label(value: object) -> str:
    return f"{value.name}-{value.depth.name}" if isinstance(value, Skin) else str(value)


def meanings(s: Skin) -> dict[str, Look]:
    return {role.value: s.looks[role] for role in MEANINGS} | {"focus": s.focus}


def text_and_ground(s: Skin, look: Look, sixteen: tuple[tuple[int, int, int], ...] = XTERM_16):
    fg = rgb(look.fg, sixteen) if look.fg else sixteen[7]
    bg = rgb(look.bg or s.background or "black", sixteen)
    return (bg, fg) if look.reverse else (fg, bg)


@pytest.mark.parametrize("s", RICH, ids=label)
def test_meanings_have_colours_that_differ(s):
    colours = {name: rgb(look.bg or look.fg) for name, look in meanings(s).items()}
    del colours["critical"]
    close = {(a, b): difference(colours[a], colours[b]) for a, b in combinations(colours, 2)}
    assert min(close.values()) >= DISTINCT, min(close, key=close.get)


@pytest.mark.parametrize("s", RICH, ids=label)
def test_every_meaning_differs_from_plain_text(s):
    text = rgb(s.looks[Role.TEXT].fg)
    close = {name: difference(text, rgb(look.fg)) for name, look in meanings(s).items()}
    assert min(close.values()) >= DISTINCT, min(close, key=close.get)


@pytest.mark.parametrize("s", SKINS, ids=label)
def test_critical_is_a_block_of_its_own(s):
    critical = s.looks[Role.CRITICAL]
    assert critical.bg is not None or critical.reverse
    assert critical != s.looks[Role.MATCH]


@pytest.mark.parametrize("s", SIXTEEN, ids=label)
def test_sixteen_colours_keep_meanings_apart(s):
    looks = meanings(s)
    same = [(a, b) for a, b in combinations(looks, 2) if looks[a] == looks[b]]
    assert not same


@pytest.mark.parametrize("s", MONO, ids=label)
def test_without_colour_attribute_or_sign_keep_meanings_apart(s):
    marks = {role: (s.looks[role], SIGNS.get(role)) for role in MEANINGS}
    assert len(set(marks.values())) == len(marks)
    assert s.focus_border != s.border


@pytest.mark.parametrize("s", MONO, ids=label)
def test_without_colour_there_is_no_colour_at_all(s):
    looks = [*s.looks.values(), s.frame, s.focus, *s.ramp]
    assert s.background is None
    assert all(look.fg is None and look.bg is None for look in looks)


@pytest.mark.parametrize("cursor", [False, True], ids=["row", "cursor"])
@pytest.mark.parametrize("s", RICH, ids=label)
def test_text_is_readable(s, cursor):
    ratios = {role: contrast(*text_and_ground(s, s.look(role, cursor=cursor))) for role in Role if role not in NOT_READ}
    assert min(ratios.values()) >= READABLE, min(ratios, key=ratios.get)


# The Linux console's yellow is a brown that reaches only 4.0 on black.
@pytest.mark.parametrize(("sixteen", "least"), [(XTERM_16, READABLE), (VGA_16, 4.0)], ids=["xterm", "vga"])
@pytest.mark.parametrize("s", SIXTEEN, ids=label)
def test_sixteen_colours_are_readable_on_a_dark_terminal(s, sixteen, least):
    ratios = {role: contrast(*text_and_ground(s, look, sixteen)) for role, look in s.looks.items()}
    assert min(ratios.values()) >= least, min(ratios, key=ratios.get)


@pytest.mark.parametrize("s", RICH, ids=label)
def test_focus_and_the_selected_row_can_be_seen(s):
    ground = rgb(s.background)
    assert contrast(rgb(s.focus.fg), ground) >= 3.0
    assert contrast(rgb(s.focus.fg), ground) >= 1.5 * contrast(rgb(s.frame.fg), ground)
    assert difference(rgb(s.looks[Role.CURSOR].bg), ground) >= 6.0
    assert contrast(rgb(s.looks[Role.DISABLED].fg), ground) >= 3.0


@pytest.mark.parametrize("deficiency", MATRICES)
@pytest.mark.parametrize("s", [s for s in RICH if s.name.endswith("-cvd")], ids=label)
def test_colour_vision_variants_keep_states_apart(s, deficiency):
    colours = {role.value: seen(rgb(s.looks[role].fg), deficiency) for role in STATES}
    colours["focus"] = seen(rgb(s.focus.fg), deficiency)
    close = {(a, b): difference(colours[a], colours[b]) for a, b in combinations(colours, 2)}
    assert min(close.values()) >= DISTINCT_CVD, min(close, key=close.get)


@pytest.mark.parametrize("deficiency", ["protanopia", "deuteranopia"])
@pytest.mark.parametrize("base", ["skyskraper-cvd", "rustbelt-cvd"])
def test_good_and_bad_stay_apart_in_sixteen_colours(base, deficiency):
    looks = skin(base, Depth.C16).looks
    good, bad, worse = (seen(rgb(looks[role].fg), deficiency) for role in (Role.OK, Role.WARN, Role.FAIL))
    assert difference(good, worse) >= 2 * DISTINCT
    assert difference(good, bad) >= 2 * DISTINCT
    assert difference(bad, worse) >= 2 * DISTINCT


def test_the_two_themes_use_their_own_grounds_and_focus():
    cold, warm = skin("skyskraper", Depth.TRUECOLOR), skin("rustbelt", Depth.TRUECOLOR)
    red, _, blue = rgb(cold.background)
    assert blue > red
    red, _, blue = rgb(warm.background)
    assert red > blue
    assert difference(rgb(cold.focus.fg), rgb(warm.focus.fg)) >= 20
