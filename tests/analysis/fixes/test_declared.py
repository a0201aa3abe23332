"""What may be installed for a missing module: what is well known or asked for, never what is only called alike."""

import json

import pytest

from console.analysis.fixes import suggest
from console.analysis.fixes.declared import declared
from console.analysis.fixes.here import Here

MISSING = "ModuleNotFoundError: No module named 'tidewater'"

FILES = {
    "requirements-dev.txt": "# tools\n-r base.txt\nTide_Water[fast] >= 1 ; python_version > '3'  # needed\n",
    "pyproject.toml": '[project]\nname = "x"\noptional-dependencies.sea = ["tide.water~=2"]\n',
    "setup.cfg": "[options]\ninstall_requires =\n    tide-water>=1\n",
    "Pipfile": '[dev-packages]\ntide-water = "*"\n',
    "Pipfile.lock": json.dumps({"default": {"tide-water": {"version": "==1"}}}),
    "poetry.lock": '[[package]]\nname = "tide-water"\nversion = "1"\n',
    "uv.lock": 'version = 1\n[[package]]\nname = "tide-water"\n',
    "wheels/tide_water-1.0-py3-none-any.whl": "",
}


@pytest.fixture(autouse=True)
def no_links(monkeypatch):
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)


@pytest.mark.parametrize("name", FILES)
def test_every_file_names_what_is_asked_for(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(FILES[name])
    assert "tide-water" in declared(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        '[dependency-groups]\ntest = ["tide-water", {include-group = "x"}]',
        '[tool.poetry.dependencies]\npython = "^3"\ntide-water = "1"',
        '[tool.poetry.group.test.dependencies]\ntide-water = "1"',
    ],
)
def test_the_ways_of_pyproject(tmp_path, text):
    (tmp_path / "pyproject.toml").write_text(text)
    assert "tide-water" in declared(tmp_path)


@pytest.mark.parametrize("text", ["[[", "project = 1", "[project]\ndependencies = 3", "[tool]\npoetry = []", "\0"])
def test_a_broken_file_names_nothing(tmp_path, text):
    for name in FILES:
        if not name.startswith("requirements"):
            (tmp_path / name.replace("/", "-")).write_text(text)
    assert not declared(tmp_path)


def test_a_folder_below_asks_for_what_the_checkout_does_and_no_more(tmp_path):
    checkout = tmp_path / "checkout"
    (checkout / ".git").mkdir(parents=True)
    (checkout / "src/deep").mkdir(parents=True)
    (tmp_path / "requirements.txt").write_text("outside\n")
    (checkout / "requirements.txt").write_text("tidewater\n")
    assert declared(checkout / "src/deep") == {"tidewater"}


def test_the_local_index_counts(tmp_path, monkeypatch):
    (tmp_path / "links").mkdir()
    (tmp_path / "links/tidewater-1.0.tar.gz").write_text("")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "links"))
    assert declared(tmp_path) == {"tidewater"}


def test_an_unknown_name_is_never_sure(tmp_path):
    first = suggest("python app.py", MISSING, Here(str(tmp_path)))[0]
    assert first.command == "pip install tidewater && python app.py"
    assert first.confidence < 0.5
    assert "not known" in first.why


def test_a_name_that_the_project_asks_for_is_sure(tmp_path):
    (tmp_path / "requirements.txt").write_text("tidewater\n")
    made = suggest("python app.py", MISSING, Here(str(tmp_path)))
    assert [(one.rule, one.confidence) for one in made] == [("python-module-missing", 0.8)]


def test_a_well_known_name_is_sure_and_a_foreign_one_is_translated():
    known = suggest("python app.py", "ModuleNotFoundError: No module named 'requests.sessions'")[0]
    assert (known.command, known.confidence) == ("pip install requests && python app.py", 0.8)
    assert suggest("x", "No module named 'sklearn'") == ()
    foreign = suggest("python app.py", "ModuleNotFoundError: No module named 'sklearn'")[0]
    assert foreign.command == "pip install scikit-learn && python app.py"


@pytest.mark.parametrize("own", ["tidewater.py", "tidewater/__init__.py", "src/tidewater/__init__.py"])
def test_a_module_of_the_projects_own_is_not_installed_from_elsewhere(tmp_path, own):
    path = tmp_path / own
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    (tmp_path / "requirements.txt").write_text("tidewater\n")
    assert not [one for one in suggest("python app.py", MISSING, Here(str(tmp_path))) if "install" in one.command]


def test_what_belongs_to_python_is_not_installed():
    assert not suggest("python app.py", "ModuleNotFoundError: No module named 'mailbox.missing'")
