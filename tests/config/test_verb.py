"""`kontrapunkt config`, as a person calls it."""

import json

import pytest
from click.testing import CliRunner

from console.cli import cli
from console.model.settings import Settings


@pytest.fixture
def run(place, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(place.user))
    monkeypatch.setenv("XDG_STATE_HOME", str(place.state))

    def call(*words):
        return CliRunner().invoke(cli, ["--project", str(place.project), "config", *words])

    return call


def test_init_writes_the_projects_file_once(run, place):
    assert run("init").exit_code == 0
    written = place.file.read_text()
    assert "[logs]" in written
    place.file.write_text("[logs]\ndepth = 3\n")
    again = run("init")
    assert again.exit_code == 1
    assert "exists already" in again.stderr
    assert place.file.read_text() == "[logs]\ndepth = 3\n"


def test_init_does_not_write_through_a_link(run, place):
    place.file.symlink_to(place.project / "nowhere")
    assert run("init").exit_code == 1
    assert not (place.project / "nowhere").exists()


def test_init_user_makes_the_folder(run, place):
    assert run("init", "--user").exit_code == 0
    assert (place.user / "kontrapunkt" / "config.toml").exists()
    assert not place.file.exists()


def test_init_says_why_it_cannot_write(run, place):
    (place.user / "kontrapunkt").write_text("a file where the folder belongs")
    done = run("init", "--user")
    assert done.exit_code == 1
    assert "exists already" in done.stderr or "cannot write" in done.stderr


def test_show_tells_value_and_origin(run, place):
    place.file.write_text('[logs]\ndepth = 3\n[keys]\nfind.next = "f3"\n')
    done = run("show")
    assert done.exit_code == 0
    assert f"logs.depth = 3  # {place.file}:2" in done.stdout
    assert f'keys.find.next = "f3"  # {place.file}:4' in done.stdout
    assert "machine.enabled = true  # default" in done.stdout


def test_show_json_has_every_key(run):
    rows = json.loads(run("show", "--json").stdout)
    assert rows["logs.depth"] == {"value": Settings().logs.depth, "origin": "default"}
    assert rows["keys"] == {"value": {}, "origin": "default"}


def test_show_prints_problems_beside_the_data(run, place):
    place.file.write_text("[logs]\ndpth = 3\n")
    done = run("show")
    assert done.exit_code == 0
    assert "logs.dpth" in done.stderr
    assert "logs.dpth" not in done.stdout


def test_check_is_content_without_problems(run):
    done = run("check")
    assert (done.exit_code, done.stdout) == (0, "")


def test_check_names_file_line_key_and_nearest(run, place):
    place.file.write_text(
        "[logs]\ndpth = 3\n[keys]\nfind.nxt = 'n'\n[themes.dusk]\nwran = 'red'\n[screen]\ntheme = 'rustbel'\n"
    )
    done = run("check")
    assert done.exit_code == 2
    rows = done.stdout.splitlines()
    assert rows[0] == f"{place.file}:2: logs.dpth: there is no such key; nearest: logs.depth"
    assert rows[1].startswith(f"{place.file}:4: keys.find.nxt:")
    assert rows[1].endswith("nearest: find.next")
    assert rows[2] == f"{place.file}:6: themes.dusk.wran: `wran` is not a role; nearest: warn"
    assert rows[3].startswith(f"{place.file}:8: screen.theme:")
    assert rows[3].endswith("nearest: rustbelt")


def test_check_accepts_a_theme_of_ones_own(run, place):
    place.file.write_text("[themes.dusk]\nwarn = 'red'\n[screen]\ntheme = 'dusk'\n")
    assert run("check").exit_code == 0


def test_check_json_is_one_object_a_line(run, place):
    place.file.write_text("[logs]\ndpth = 3\n")
    (row,) = run("check", "--json").stdout.splitlines()
    assert json.loads(row)["key"] == "logs.dpth"


def test_schema_is_json(run):
    assert json.loads(run("schema").stdout)["title"] == "Kontrapunkt"


def test_trust_activates_the_file(run, place):
    place.file.write_text("[logs]\npaths = ['/etc']\n")
    assert run("check").exit_code == 2
    done = run("trust")
    assert done.exit_code == 0
    assert "now active: logs.paths (line 2)" in done.stderr
    assert run("check").exit_code == 0
    place.file.write_text("[logs]\npaths = ['/etc', '/']\n")
    assert "changed since" in run("check").stdout


def test_trust_needs_a_file_of_ones_own(run, place):
    assert "does not exist" in run("trust").stderr
    place.file.write_text("")
    place.file.chmod(0o666)
    assert "everybody" in run("trust").stderr
