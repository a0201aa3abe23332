"""What `kontrapunkt autopilot` asks of the engine."""

from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from console.model.autopilot import Scope
from console.verbs import autopilot
from console.verbs.options import Options


@pytest.mark.parametrize("given", [scope.value for scope in Scope])
def test_the_scope_is_given_in_its_own_words(monkeypatch, tmp_path, given):
    asked = []

    def order(_options, name, args):
        asked.append((name, args["scope"]))
        return SimpleNamespace(outcome="done")

    monkeypatch.setattr(autopilot, "order", order)
    options = Options(str(tmp_path))
    result = CliRunner().invoke(autopilot.autopilot, ["--scope", given], obj=options)
    assert (result.exit_code, asked) == (0, [("autopilot.start", given)])
