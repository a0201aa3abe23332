"""Which tests a change touches."""

import os
import sqlite3
import subprocess
import time

import pytest

from console.actions.affected.changes import changed
from console.actions.affected.imports import Imports
from console.actions.affected.select import arguments, failed_in, touched_tests
from console.actions.affected.split import halves, is_pytest

FILES = {
    "src/pkg/__init__.py": "from .api import call\n",
    "src/pkg/api.py": "from pkg.core import base\ndef call(): ...\n",
    "src/pkg/core/__init__.py": "",
    "src/pkg/core/base.py": "import os\n",
    "src/pkg/alone.py": "",
    "tests/__init__.py": "",
    "tests/conftest.py": "",
    "tests/helpers.py": "import pkg.alone\n",
    "tests/unit/test_api.py": "from pkg import call\n",
    "tests/unit/test_base.py": "def test():\n    from pkg.core.base import x\n",
    "tests/unit/base_alone_test.py": "from tests import helpers\n",
    "tests/unit/test_other.py": "import os  # base\n",
    "tests/unit/test_broken.py": "def (\n",
    "tests/unit/test_a.py": "", "tests/unit/test_b.py": "", "tests/unit/test_c.py": "", "tests/unit/test_d.py": "",
}  # fmt: skip


@pytest.fixture
def project(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def touched(project, *names, failed=()):
    return touched_tests(str(project), str(project), [str(project / name) for name in names], failed)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "src/pkg/core/base.py",
            ("tests/unit/test_base.py", "tests/unit/test_api.py", "tests/unit/base_alone_test.py"),
        ),
        ("src/pkg/alone.py", ("tests/unit/base_alone_test.py",)),
        ("tests/unit/test_c.py", ("tests/unit/test_c.py",)),
        ("tests/conftest.py", ()),
        ("README.md", ()),
        ("src/pkg/api.py", ("tests/unit/test_api.py", "tests/unit/test_base.py", "tests/unit/base_alone_test.py")),
    ],
)
def test_tests_are_found_through_imports(project, name, expected):
    assert set(touched(project, name)) == set(expected)


def test_a_package_reaches_all_that_import_from_it(project):
    reach = Imports(str(project)).reach([str(project / "src/pkg/core/__init__.py")])
    assert {os.path.relpath(path, project) for path in reach} >= {"src/pkg/api.py", "tests/unit/test_api.py"}


def test_what_failed_last_time_comes_first(project):
    output = "x\nFAILED tests/unit/test_d.py::test_x - assert 1 == 2\nERROR tests/unit/test_a.py\nFAILED tests: 2\n"
    failed = failed_in(output, str(project))
    assert [os.path.basename(path) for path in failed] == ["test_d.py", "test_a.py"]
    assert touched(project, "src/pkg/alone.py", failed=failed) == (
        "tests/unit/test_a.py", "tests/unit/test_d.py", "tests/unit/base_alone_test.py",
    )  # fmt: skip


def test_contexts_of_coverage_tell_what_imports_cannot(project):
    with sqlite3.connect(project / ".coverage") as conn:
        conn.executescript(
            "CREATE TABLE file(id, path); CREATE TABLE context(id, context);"
            "CREATE TABLE line_bits(file_id, context_id, numbits); CREATE TABLE arc(file_id, context_id, a, b);"
            f"INSERT INTO file VALUES(1, '{project}/src/pkg/alone.py');"
            "INSERT INTO context VALUES(1, 'tests/unit/test_b.py::test_it|run'), (2, '');"
            "INSERT INTO line_bits VALUES(1, 1, x'00'), (1, 2, x'00');"
        )
    conn.close()
    assert set(touched(project, "src/pkg/alone.py")) == {"tests/unit/test_b.py", "tests/unit/base_alone_test.py"}
    (project / ".coverage").write_bytes(b"SQLite format 3\0 no")
    assert touched(project, "src/pkg/alone.py") == ("tests/unit/base_alone_test.py",)


def test_a_run_of_pytest_is_split(project):
    argv = (".venv/bin/pytest", "-q", "-k", "tests", "tests", "--ignore", "tests/unit")
    split = halves(argv, str(project), ("tests/unit/test_a.py",))
    assert split.first == (".venv/bin/pytest", "-q", "-k", "tests", "--ignore", "tests/unit", "tests/unit/test_a.py")
    assert split.rest == (*argv, "--ignore=tests/unit/test_a.py")
    assert is_pytest(("uv", "run", "pytest"))
    assert not is_pytest(("make", "test"))


def test_configured_globs_give_arguments(project):
    first = {"api/**": "./api/...", "**/*.sql": "./db/...", "web/*": "./web"}
    names = [str(project / name) for name in ("api/x/y.go", "api/z.go", "db/1.sql")]
    assert arguments(str(project), names, first) == ("./api/...", "./db/...")


def git(project, *words):
    env = os.environ | {f"GIT_{who}_{what}": "x@y" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *words], cwd=project, env=env, check=True, capture_output=True
    )


def test_changes_count_from_the_commit_at_which_it_last_passed(project):
    assert changed(str(project), None) == ()
    git(project, "init")
    git(project, "add", ".")
    git(project, "commit", "-m", "one")
    passed = time.time()
    assert changed(str(project), passed) == ()
    (project / "src/pkg/alone.py").write_text("x = 1\n")
    (project / "new.py").touch()
    assert [os.path.relpath(path, project) for path in changed(str(project), None)] == ["new.py", "src/pkg/alone.py"]


def test_files_that_cannot_be_parsed_or_read_reach_nothing(project):
    (project / "src/pkg/deep.py").write_text("(" * 100_000)
    (project / "src/pkg/nul.py").write_bytes(b"import pkg\0")
    (project / "src/pkg/dead.py").symlink_to("nowhere")
    assert "tests/unit/test_api.py" in touched(project, "src/pkg/core/base.py")
