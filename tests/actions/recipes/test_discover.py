"""Which jobs a project has, told from its files without running any of them."""

import json
import os
import time

import pytest

from console.actions.recipes.discover import CONFIGURED, UnknownRecipeError, discover
from console.actions.recipes.environments import environments
from console.actions.recipes.scripts import targets
from console.model.settings import JobSettings


def recipes(path, **jobs):
    return discover(str(path), jobs).recipes


def commands(path):
    return {name: " ".join(recipe.argv) for name, recipe in recipes(path).items()}


def test_python_tools_are_found_where_they_are_configured(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\n[tool.ruff]\n[tool.mypy]\nstrict = true\n")
    assert commands(tmp_path) == {"pytest": "pytest", "ruff": "ruff check .", "mypy": "mypy ."}
    (tmp_path / "uv.lock").touch()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "pytest").touch()
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\n[tool.mypy]\npackages = ['a']\n")
    assert commands(tmp_path) == {"pytest": ".venv/bin/pytest", "mypy": "uv run mypy"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pytest.ini", ""), ("tox.ini", "[pytest]\n"), ("setup.cfg", "[tool:pytest]\naddopts = -q\n"),
        ("conftest.py", ""), ("pyproject.toml", "[tool.pytest]\nx = 1\n"),
    ],
)  # fmt: skip
def test_every_place_of_pytest_is_known(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert recipes(tmp_path)["pytest"].origin == name


def test_scripts_of_package_json_run_with_the_manager_of_the_project(tmp_path):
    scripts = {"test": "vitest", "pretest": "x", "prepare": "husky", "build": "tsc", "bad": 3, "--help": "x"}
    (tmp_path / "package.json").write_text(json.dumps({"scripts": scripts}))
    assert commands(tmp_path) == {
        "npm:test": "npm run test",
        "npm:prepare": "npm run prepare",
        "npm:build": "npm run build",
    }
    (tmp_path / "yarn.lock").touch()
    assert "yarn:test" in recipes(tmp_path)
    (tmp_path / "package.json").write_text(json.dumps({"scripts": scripts, "packageManager": "pnpm@9.1.0"}))
    assert "pnpm:test" in recipes(tmp_path)


MAKEFILE = """\
CC := gcc
OBJS = a.o \\
  b.o
export PATH := /x:$(PATH)
.PHONY: test dist/clean
.DEFAULT_GOAL := all
all: prog ; @echo done
prog: $(OBJS) | build
\tcc: not a target
test lint:: all # tests: here
%.o: %.c
\t$(CC) -c $<
build/out.txt: prog
docs/index.html docs/x: ; touch $@
dist/clean:
prog: CFLAGS = -O2
define block
inner: x
endef
ifeq ($(A),b:c)
endif
"""


def test_targets_of_make_are_those_that_people_call():
    assert list(targets(MAKEFILE)) == ["all", "prog", "test", "lint", "dist/clean"]


def test_tox_and_nox_are_read_and_not_run(tmp_path):
    (tmp_path / "tox.ini").write_text("[tox]\nenvlist = py{310, 311}-{a,b}, lint\n  docs\n[testenv]\n")
    (tmp_path / "noxfile.py").write_text(
        "import nox\nraise SystemExit\n@nox.session(python=['3.11'])\ndef tests(session): ...\n"
        "@nox.session(name='lint-all')\ndef lint(session): ...\ndef helper(): ...\n"
    )
    assert list(recipes(tmp_path)) == [
        "tox", "tox:py310-a", "tox:py310-b", "tox:py311-a", "tox:py311-b", "tox:lint", "tox:docs",
        "nox", "nox:tests", "nox:lint-all",
    ]  # fmt: skip
    assert len(environments("{" + ",".join(map(str, range(200))) + "}-{a,b,c}")) == 100


def test_just_shows_what_runs_without_arguments(tmp_path):
    (tmp_path / "justfile").write_text(
        "set shell := ['bash']\nversion := '1'\ntest filter='': build\n  cargo test\n@build:\n  x: y\ndeploy host:\n"
        "_hidden:\n[private]\nalso-hidden:\nall *args:\n[unix]\nhere:\n"
    )
    assert list(recipes(tmp_path)) == ["just:test", "just:build", "just:all", "just:here"]


def test_build_tools_bring_their_usual_jobs(tmp_path):
    (tmp_path / "Cargo.toml").write_text("[workspace]\nmembers = []\n")
    (tmp_path / "go.mod").write_text("module x\n")
    (tmp_path / "pom.xml").write_text("<project/>")
    (tmp_path / "build.gradle.kts").touch()
    (tmp_path / "gradlew").touch()
    found = commands(tmp_path)
    assert found["cargo:test"] == "cargo test --workspace"
    assert found["go:vet"] == "go vet ./..."
    assert found["gradle:test"] == "./gradlew test"
    assert found["mvn:package"] == "mvn --batch-mode package"


def test_names_are_short_where_only_one_job_has_them(tmp_path):
    (tmp_path / "go.mod").touch()
    (tmp_path / "Makefile").write_text("test:\nimage:\n")
    found = discover(str(tmp_path), {})
    assert found.named("image").name == "make:image"
    with pytest.raises(UnknownRecipeError, match=r"make:test.*go:test"):
        found.named("test")
    with pytest.raises(UnknownRecipeError, match="no job 'deploy'"):
        found.named("deploy")
    own = discover(str(tmp_path), {"test": JobSettings(command="go test -run 'A B' ./...")})
    assert own.named("test").argv == ("go", "test", "-run", "A B", "./...")
    assert own.named("test").origin == CONFIGURED


def test_what_cannot_be_read_is_told_and_the_rest_is_found(tmp_path):
    (tmp_path / "package.json").write_text('{"scripts": ')
    (tmp_path / "pyproject.toml").write_bytes(b"\xff\xfe[tool")
    (tmp_path / "tox.ini").write_text("no section\n")
    (tmp_path / "noxfile.py").write_text("def (")
    (tmp_path / "Makefile").write_bytes(b"\x00\x1b[31m: x\nok\xff: y\ngood:\n")
    (tmp_path / "Cargo.toml").write_text("x" * 2_000_000)
    os.mkfifo(tmp_path / "justfile")
    (tmp_path / "go.mod").mkdir()
    found = discover(str(tmp_path), {"quote": JobSettings(command="a 'b"), "none": JobSettings()})
    assert {"make:good", "nox", "go:test"} <= set(found.recipes)
    told = " ".join(found.problems)
    for name in (
        "package.json",
        "pyproject",
        "tox.ini",
        "noxfile",
        "Cargo.toml",
        "justfile",
        "jobs.quote",
        "jobs.none",
    ):
        assert name in told
    assert "\x1b" not in told


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("justfile", "a" * 900_000), ("justfile", "a b" * 300_000), ("Makefile", "a " * 450_000),
        ("Makefile", "=" * 900_000),
        ("tox.ini", "[tox]\nenvlist = " + "{,}" * 40_000), ("setup.cfg", "[a]\nb" + " " * 120_000 + "c"),
        ("tox.ini", "[tox]\nenvlist = " + "{" * 120_000), ("Makefile", "x" + " " * 900_000 + "y"),
    ],
)  # fmt: skip
def test_hostile_files_take_linear_time(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    began = time.process_time()
    discover(str(tmp_path), {})
    assert time.process_time() - began < 10
