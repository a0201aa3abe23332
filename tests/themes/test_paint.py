"""Skins as Rich styles and as Textual themes."""

import io
from itertools import product

import pytest
from rich.console import Console
from rich.text import Text
from textual.app import App

from console.model.lines import Role
from themes.look import Look, parse
from themes.palette import Depth, names, skin
from themes.rich_style import style
from themes.textual_theme import DEFAULT, textual_theme, variables


def painted(look: Look, background: str | None = None) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, color_system="truecolor", legacy_windows=False, width=20)
    console.print(Text("x", style=style(look, background)), end="")
    return out.getvalue()


def test_a_style_sends_the_colours_of_its_look():
    assert painted(parse("bold color(153) on color(17)")) == "\x1b[1;38;5;153;48;5;17mx\x1b[0m"
    assert painted(parse("#010203"), "#040506") == "\x1b[38;2;1;2;3;48;2;4;5;6mx\x1b[0m"
    assert painted(parse("bright_red")) == "\x1b[91mx\x1b[0m"


def test_the_plain_look_sends_nothing():
    assert painted(Look()) == "x"


@pytest.mark.parametrize("name", names())
def test_mono_never_sends_a_colour(name):
    s = skin(name, Depth.MONO)
    for cursor, role in product((False, True), Role):
        assert style(s.look(role, cursor=cursor)).color is None
        assert style(s.look(role, cursor=cursor)).bgcolor is None


@pytest.mark.parametrize(("name", "depth"), product(names(), Depth))
def test_every_skin_is_a_textual_theme(name, depth):
    theme = textual_theme(skin(name, depth))
    assert theme.name == name
    assert theme.ansi == (depth <= Depth.C16 or name.endswith("-ansi"))
    assert (theme.background == DEFAULT) == theme.ansi
    assert theme.variables["role-fail"] == theme.error


def test_variables_name_every_role():
    found = variables(skin("rustbelt", Depth.C256))
    assert {f"role-{role.value}" for role in Role} < set(found)
    assert {"frame", "focus", "cursor-background"} < set(found)


def test_without_colours_textual_has_none_to_paint_widgets_with():
    theme = textual_theme(skin("rustbelt", Depth.MONO))
    markdown = {key for key in theme.to_color_system().generate() if key.startswith("markdown")}
    coloured = {
        key
        for key, value in (theme.to_color_system().generate() | theme.variables).items()
        if "ansi_" in value and DEFAULT not in value and key not in markdown
    }
    assert not coloured


class Bare(App[None]):
    """An app that only wears a theme."""

    CSS = "Screen { background: $background; color: $role-warn; border: heavy $focus; }"

    def __init__(self, name: str, depth: Depth) -> None:
        self.skin = skin(name, depth)
        super().__init__(ansi_color=depth <= Depth.C16)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables(self.skin)

    def on_mount(self) -> None:
        self.register_theme(textual_theme(self.skin))
        self.theme = self.skin.name


@pytest.mark.parametrize(
    ("name", "depth"), [("rustbelt", Depth.TRUECOLOR), ("skyskraper", Depth.C16), ("rustbelt-cvd", Depth.MONO)]
)
async def test_textual_wears_the_theme(name, depth):
    async with Bare(name, depth).run_test(size=(20, 5)) as pilot:
        assert pilot.app.theme == name
        assert pilot.app.current_theme.variables["role-warn"]
