"""The terminal: colours, size, character set, signs."""

from collections.abc import Iterator

from console.doctor.check import Check, Verdict
from console.doctor.glyphs import EXPECTED, measure
from console.doctor.host import Host
from themes.palette import Depth, depth_from_env

_UTF8 = "utf-8"


def terminal_checks(host: Host) -> Iterator[Check]:
    """Everything about the terminal itself."""
    yield _colours(host)
    yield _size(host)
    yield _locale(host)
    yield _glyphs(host)


def _colours(host: Host) -> Check:
    """How many colours the variables promise."""
    term = host.variable("TERM")
    found = f"TERM={term or '(not set)'}, COLORTERM={host.variable('COLORTERM') or '(not set)'}"
    depth = depth_from_env(host.env)
    if host.env.get("NO_COLOR"):
        return Check("colours", Verdict.OK, f"none, as NO_COLOR asks; {found}", "for colours: unset NO_COLOR")
    if depth is Depth.MONO:
        remedy = "use a terminal that moves its cursor, and let TERM name it, such as xterm-256color"
        return Check("colours", Verdict.WARN, f"none; {found}: panes are printed like `show`", remedy)
    if depth is Depth.C16:
        remedy = "if the terminal can: export TERM=xterm-256color (in tmux: set -g default-terminal tmux-256color)"
        return Check("colours", Verdict.WARN, f"16; {found}", remedy)
    if depth is Depth.C256:
        return Check("colours", Verdict.OK, f"256; {found}", "if the terminal has 24 bits: export COLORTERM=truecolor")
    return Check("colours", Verdict.OK, f"24 bits; {found}")


def _size(host: Host) -> Check:
    """Whether the panes have room."""
    size = host.size()
    if size is None:
        return Check("size", Verdict.WARN, "no terminal: panes are printed like `show`", "run it in a terminal")
    columns, rows = size
    if columns < 80 or rows < 24:
        return Check("size", Verdict.WARN, f"{columns}x{rows}: one pane at a time", "80x24 or more shows more")
    return Check("size", Verdict.OK, f"{columns}x{rows}")


def _locale(host: Host) -> Check:
    """Whether the character set has the console's signs."""
    wanted = host.variable("LC_ALL") or host.variable("LC_CTYPE") or host.variable("LANG")
    codeset = host.codeset()
    found = f"{codeset} ({wanted or 'no locale set'})"
    if codeset == _UTF8:
        return Check("locale", Verdict.OK, found)
    if "utf" in wanted.lower():
        remedy = f"{wanted} is not installed: make it (locale-gen) or export LC_ALL=C.UTF-8"
    else:
        remedy = "export LC_ALL=C.UTF-8 (or another UTF-8 locale)"
    return Check("locale", Verdict.WARN, f"{found}: drawn with ASCII signs", remedy)


def _glyphs(host: Host) -> Check:
    """Whether the terminal draws signs as wide as the console counts them."""
    if not host.interactive() or host.variable("TERM") in ("", "dumb"):
        return Check("signs", Verdict.OK, "not measured: no terminal answers here")
    widths = measure()
    if widths is None:
        return Check("signs", Verdict.OK, "not measured: the terminal does not tell its cursor")
    wrong = [f"{sign} takes {cells}, not {EXPECTED[sign]}" for sign, cells in widths.items() if cells != EXPECTED[sign]]
    if wrong:
        remedy = "set ambiguous-width characters to narrow in the terminal, choose a font with them, or use --ascii"
        return Check("signs", Verdict.WARN, "; ".join(wrong), remedy)
    return Check("signs", Verdict.OK, f"{len(widths)} signs are as wide as they should be")
