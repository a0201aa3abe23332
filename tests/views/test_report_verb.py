"""`kontrapunkt report` as it is run: a table, JSON, a page; without an engine, and with nothing stored."""

import json

import pytest
from click.testing import CliRunner

from console.verbs.options import Options
from console.verbs.report import report
from tests.views import stored


def told(project, state, *words):
    done = CliRunner().invoke(report, list(words), obj=Options(str(project), str(state)))
    return done.exit_code, done.output


@pytest.fixture
async def place(tmp_path):
    """A project of which something is stored."""
    project, state = tmp_path / "shop", tmp_path / "state"
    project.mkdir()
    await stored.fill(project, state, stored.drafts(20))
    return project, state


async def test_the_table_names_every_measure(place):
    code, shown = told(*place)
    assert code == 0
    for name in ("continuous operation", "recovery rate", "forecast accuracy", "what that rests on"):
        assert name in shown
    assert "shop on " in shown
    assert "today" in shown


@pytest.mark.parametrize(("word", "span"), [("--day", "today"), ("--week", "the last seven days")])
async def test_json_is_one_object(place, word, span):
    code, shown = told(*place, word, "--json")
    found = json.loads(shown)
    assert (code, found["span"]) == (0, span)
    assert len(found["measures"]) == 9
    assert {len(one["days"]) for one in found["measures"]} == {14}


async def test_the_page_is_html(place):
    code, shown = told(*place, "--week", "--html")
    assert code == 0
    assert shown.startswith("<!doctype html>")
    assert shown.endswith("</html>\n")


async def test_one_form_at_a_time(place):
    assert told(*place, "--html", "--json")[0] == 2


def test_where_nothing_was_stored_it_says_so(tmp_path):
    code, shown = told(tmp_path, tmp_path / "none")
    assert code == 1
    assert "nothing is remembered here yet" in shown
