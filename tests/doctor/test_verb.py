import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from console.doctor import Check, Verdict, checks
from console.verbs import doctor as verb
from console.verbs.options import Options
from tests.doctor.hosts import MadeHost

FOUND = [Check("a", Verdict.OK, "fine"), Check("long name", Verdict.WARN, "so so", "do this")]


def invoke(monkeypatch: pytest.MonkeyPatch, found: list[Check], *words: str) -> tuple[int, str]:
    monkeypatch.setattr(verb, "checks", lambda *_: found)
    result = CliRunner().invoke(verb.doctor, list(words), obj=Options("/project"))
    return result.exit_code, result.output


def test_text(monkeypatch: pytest.MonkeyPatch) -> None:
    code, text = invoke(monkeypatch, FOUND)
    assert code == 0
    assert text.splitlines() == [
        "ok    a          fine",
        "warn  long name  so so",
        "                 > do this",
        "",
        "warn: 1 ok, 1 warn, 0 fail",
    ]


def test_json(monkeypatch: pytest.MonkeyPatch) -> None:
    code, text = invoke(monkeypatch, FOUND, "--json")
    assert code == 0
    assert json.loads(text)["state"] == "warn"
    assert json.loads(text)["checks"][1] == {
        "name": "long name", "state": "warn", "found": "so so", "remedy": "do this",
    }  # fmt: skip


def test_exit_code_when_something_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    code, text = invoke(monkeypatch, [*FOUND, Check("c", Verdict.FAIL, "bad", "mend")], "--json")
    assert code == 3
    assert json.loads(text)["state"] == "fail"


def test_every_check_has_a_name_of_its_own(tmp_path: Path) -> None:
    names = [c.name for c in checks(str(tmp_path / "state"), str(tmp_path), MadeHost({"TMUX": "x"}))]
    assert len(set(names)) == len(names)


def test_what_is_not_well_has_a_remedy(tmp_path: Path) -> None:
    host = MadeHost(size=None, codeset="ascii")
    poor = [c for c in checks(str(tmp_path / "state"), str(tmp_path), host) if c.state is not Verdict.OK]
    assert {"colours", "size", "locale", "git"} <= {c.name for c in poor}
    assert all(c.remedy for c in poor if c.name != "inotify")


def test_neither_textual_nor_numpy_is_loaded() -> None:
    code = "import sys, console.verbs.doctor; sys.exit(any(m in sys.modules for m in ('textual', 'numpy', 'rich')))"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0
