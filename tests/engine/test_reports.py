"""How the engine reads test reports for its collector."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from console.engine.reports import report


def test_a_report_is_understood(tmp_path: Path) -> None:
    (tmp_path / "r.tap").write_text("1..1\nok 1 - a\n")
    found = report(str(tmp_path / "r.tap"))
    assert (found.format, len(found.cases), found.note) == ("tap", 1, "")


def test_what_is_none_says_why_and_has_no_format(tmp_path: Path) -> None:
    (tmp_path / "r.xml").write_text("<html/>")
    found = report(str(tmp_path / "r.xml"))
    assert (found.format, found.cases) == ("", ())
    assert "no JUnit report" in found.note


def test_what_cannot_be_read_is_the_callers(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        report(str(tmp_path / "gone"))


def test_parsers_are_not_imported_before_there_is_a_report() -> None:
    code = (
        "import sys, console.engine.service, collectors.tests.collector, collectors.caches.collector as c;"
        "print([m for m in sys.modules if 'defused' in m or 'analysis.testing' in m or m.endswith('caches.recognise')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.getcwd()},
    )
    assert done.stdout.strip() == "[]"
