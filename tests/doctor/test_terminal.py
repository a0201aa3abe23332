import pytest

from console.doctor.check import Check, Verdict
from console.doctor.terminal import terminal_checks
from tests.doctor.hosts import MadeHost


def check(name: str, host: MadeHost) -> Check:
    return next(c for c in terminal_checks(host) if c.name == name)


@pytest.mark.parametrize(
    ("env", "verdict", "found"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, Verdict.OK, "24 bits"),
        ({"TERM": "tmux-256color"}, Verdict.OK, "256"),
        ({"TERM": "screen"}, Verdict.WARN, "16"),
        ({"TERM": "dumb"}, Verdict.WARN, "none"),
        ({}, Verdict.WARN, "none"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, Verdict.OK, "none, as NO_COLOR asks"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, Verdict.OK, "256"),
    ],
)
def test_colours(env: dict[str, str], verdict: Verdict, found: str) -> None:
    result = check("colours", MadeHost(env))
    assert result.state is verdict
    assert result.found.startswith(found)
    assert result.remedy or found == "24 bits"


def test_a_hostile_variable_is_shown_cleaned() -> None:
    assert "\x1b" not in check("colours", MadeHost({"TERM": "x\x1b]52;c;eA==\x07"})).found


def test_size() -> None:
    assert check("size", MadeHost(size=(160, 45))) == Check("size", Verdict.OK, "160x45")
    assert check("size", MadeHost(size=(79, 24))).state is Verdict.WARN
    assert check("size", MadeHost(size=None)).remedy == "run it in a terminal"


def test_locale() -> None:
    assert check("locale", MadeHost({"LANG": "de_DE.UTF-8"})).state is Verdict.OK
    missing = check("locale", MadeHost({"LC_ALL": "de_DE.UTF-8"}, codeset="ascii"))
    assert missing.state is Verdict.WARN
    assert "de_DE.UTF-8 is not installed" in missing.remedy
    assert "export LC_ALL" in check("locale", MadeHost(codeset="iso8859-1")).remedy


def test_signs_are_not_measured_without_a_terminal() -> None:
    assert check("signs", MadeHost({"TERM": "xterm"})).found.startswith("not measured")
