"""Which files are taken for reports."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.tests.globs import Globs
from collectors.tests.lookout import Lookout


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("junit*.xml", "junit-1.xml", True),
        ("junit*.xml", "a/junit-1.xml", False),
        ("**/TEST-*.xml", "TEST-a.xml", True),
        ("**/TEST-*.xml", "a/b/TEST-a.xml", True),
        ("reports/**/*.xml", "reports/x.xml", True),
        ("reports/**/*.xml", "reports/a/b/x.xml", True),
        ("reports/**/*.xml", "other/reports/x.xml", False),
        ("**/test-results/**/*.xml", "app/build/test-results/test/T.xml", True),
        ("./out.xml", "out.xml", True),
        ("", "x", False),
    ],
)
def test_globs(pattern: str, path: str, fits: bool) -> None:
    assert Globs([pattern]).match(tuple(path.split("/"))) is fits


@given(st.lists(st.sampled_from(["**", "a", "*"]), min_size=30, max_size=40))
def test_many_stars_cost_little(parts: list[str]) -> None:
    Globs(["/".join(parts)]).match(("a",) * 60 + ("b",))


def test_reports_are_found_and_dependencies_left_alone(tmp_path: Path) -> None:
    for name in ("a/reports/x.xml", "node_modules/p/x.xml", ".git/x.xml", "state/x.xml", "a/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    lookout = Lookout(str(tmp_path), Globs(["**/*.xml"]), (str(tmp_path / "state"),))
    assert set(lookout.look()) == {"a/reports/x.xml"}
    (tmp_path / "a/reports/y.xml").write_text("yy")
    assert lookout.look()["a/reports/y.xml"].size == 2
    (tmp_path / "a/reports/y.xml").unlink()
    assert set(lookout.look()) == {"a/reports/x.xml"}


def test_links_empty_files_and_names_that_are_no_text_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "e.xml").touch()
    (tmp_path / "l.xml").symlink_to("/etc/passwd")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.xml")).write_text("x")
    os.mkfifo(tmp_path / "p.xml")
    assert Lookout(str(tmp_path), Globs(["*.xml"])).look() == {}


def test_a_file_that_changes_has_another_stamp(tmp_path: Path) -> None:
    file = tmp_path / "r.xml"
    file.write_text("one")
    lookout = Lookout(str(tmp_path), Globs(["*.xml"]))
    before = lookout.look()["r.xml"]
    file.write_text("three")
    assert lookout.look()["r.xml"].text != before.text
