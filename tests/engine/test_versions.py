"""A newer console asks an older engine to leave and starts its own; an older console only looks, and says why."""

from pathlib import Path

import pytest

from console.store import statedir
from console.verbs import open as opening
from console.verbs.options import Options
from tests.conftest import Kontrapunkt

pytestmark = pytest.mark.engine


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The state directories on which an engine was started in place of a real one."""
    states: list[str] = []
    monkeypatch.setattr(opening, "start_engine", lambda _project, state, _config, _log: states.append(state))
    return states


def meet(program: Kontrapunkt) -> str:
    state = statedir.open_existing(str(program.project), str(program.state))
    return opening._meet_engine(state, Options(str(program.project), str(program.state)))


def test_a_newer_console_replaces_the_engine(
    program: Kontrapunkt, started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = program.start_engine()
    monkeypatch.setattr(opening, "__version__", "99.0.0")
    assert meet(program) == ""
    assert engine.wait(20) == 0
    assert [Path(state) for state in started] == [program.state]


def test_an_older_console_only_looks(program: Kontrapunkt, started: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    engine = program.start_engine()
    monkeypatch.setattr(opening, "__version__", "0.0.1")
    assert "looking only" in meet(program)
    assert engine.poll() is None
    assert started == []


def test_the_same_version_shares_the_engine(program: Kontrapunkt, started: list[str]) -> None:
    engine = program.start_engine()
    assert meet(program) == ""
    assert engine.poll() is None
    assert started == []
