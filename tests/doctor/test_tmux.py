import pytest

from console.doctor.check import Check, Verdict
from console.doctor.tmux import OPTIONS, tmux_checks
from tests.doctor.hosts import MadeHost

GOOD = {
    "set-clipboard": "on", "focus-events": "1", "escape-time": "20", "allow-passthrough": "on",
    "default-terminal": "tmux-256color",
}  # fmt: skip


def found(version: str = "tmux 3.3a", **options: str) -> dict[str, Check]:
    values = GOOD | {name.replace("_", "-"): value for name, value in options.items()}
    programs = {"tmux display-message": "|".join(values[o] for o in OPTIONS), "tmux -V": version}
    return {c.name: c for c in tmux_checks(MadeHost({"TMUX": "/x,1,0"}, programs=programs))}


def test_good_settings_need_nothing() -> None:
    assert {c.state for c in found().values()} == {Verdict.OK}
    assert [c.name for c in found().values() if c.remedy] == ["clipboard"]


@pytest.mark.parametrize(
    ("option", "value", "remedy"),
    [
        ("focus-events", "0", "focus-events on"),
        ("escape-time", "500", "escape-time 20"),
        ("default-terminal", "screen", "default-terminal tmux-256color"),
    ],
)
def test_a_poor_setting_has_its_remedy(option: str, value: str, remedy: str) -> None:
    check = found(**{option: value})[f"tmux {option}"]
    assert check.state is Verdict.WARN
    assert remedy in check.remedy


def test_passthrough_is_optional() -> None:
    check = found(allow_passthrough="0")["tmux allow-passthrough"]
    assert (check.state, check.found) == (Verdict.OK, "off")
    assert "notifications" in check.remedy


@pytest.mark.parametrize(
    ("setting", "version", "way", "verdict"),
    [
        ("on", "tmux 3.3a", "OSC 52", Verdict.OK),
        ("external", "tmux 3.3a", "tmux load-buffer -w", Verdict.OK),
        ("off", "tmux 3.2", "tmux load-buffer -w", Verdict.OK),
        ("external", "tmux 3.1c", "a file", Verdict.WARN),
        ("external", "tmux master", "tmux load-buffer -w", Verdict.OK),
        ("external", "tmux next-3.4", "tmux load-buffer -w", Verdict.OK),
    ],
)
def test_the_way_to_the_clipboard(setting: str, version: str, way: str, verdict: Verdict) -> None:
    check = found(version, set_clipboard=setting)["clipboard"]
    assert check.found.startswith(way)
    assert check.state is verdict


def test_outside_tmux() -> None:
    checks = list(tmux_checks(MadeHost({})))
    assert [c.found for c in checks] == ["not inside tmux", "OSC 52: the terminal is told directly"]


def test_tmux_that_does_not_answer() -> None:
    checks = list(tmux_checks(MadeHost({"TMUX": "/gone,1,0"})))
    assert [c.state for c in checks] == [Verdict.WARN, Verdict.WARN]
    assert checks[1].found == "a file in the state directory"
