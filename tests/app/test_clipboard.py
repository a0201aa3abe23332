import base64
import os
import stat

import pytest

from console.app.clipboard import CAP, CopyError, copy, save

FAKE = """#!/bin/sh
case "$1" in
show-options) echo "$SET_CLIPBOARD" ;;
load-buffer) cat > "$BUFFER"; exit "$LOAD" ;;
esac
"""


@pytest.fixture
def tmux(tmp_path, monkeypatch):
    """A stand-in for tmux whose answers a test chooses."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "tmux"
    script.write_text(FAKE)
    script.chmod(0o700)

    def answers(clipboard: str, load: int = 0):
        for name, value in (("SET_CLIPBOARD", clipboard), ("LOAD", str(load)), ("BUFFER", str(tmp_path / "buffer"))):
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        return tmp_path / "buffer"

    return answers


def test_outside_tmux_the_terminal_gets_an_osc_52(tmp_path):
    sent = []
    way = copy("grüße", {}, sent.append, str(tmp_path))
    assert "OSC 52" in way
    assert sent == [f"\x1b]52;c;{base64.b64encode('grüße'.encode()).decode()}\x07"]


def test_tmux_that_passes_it_on_gets_an_osc_52(tmux, tmp_path):
    tmux("on")
    sent = []
    assert "OSC 52" in copy("x", {"TMUX": "1"}, sent.append, str(tmp_path))
    assert sent


def test_tmux_by_default_gets_its_buffer_loaded(tmux, tmp_path):
    buffer = tmux("external")
    sent = []
    assert "load-buffer" in copy("two\nlines", {"TMUX": "1"}, sent.append, str(tmp_path))
    assert sent == []
    assert buffer.read_text() == "two\nlines"


def test_where_tmux_fails_a_private_file_is_written(tmux, tmp_path):
    tmux("external", load=1)
    way = copy("x", {"TMUX": "1"}, lambda _: None, str(tmp_path / "state"))
    file = tmp_path / "state" / "copied.txt"
    assert str(file) in way
    assert file.read_text() == "x"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_is_too_long_for_a_terminal_goes_to_a_file(tmp_path):
    sent = []
    assert "too many" in copy("x" * CAP, {}, sent.append, str(tmp_path))
    assert sent == []


def test_without_any_way_the_reasons_are_told(tmux):
    tmux("external", load=1)
    with pytest.raises(CopyError, match="tmux did not take it; and no file may be written"):
        copy("x", {"TMUX": "1"}, lambda _: None, "")


def test_a_file_is_there_in_full_or_not_at_all(tmp_path):
    target = tmp_path / "folder"
    target.mkdir()
    with pytest.raises(OSError, match="directory"):
        save(str(target), b"x")
    assert os.listdir(tmp_path) == ["folder"]
