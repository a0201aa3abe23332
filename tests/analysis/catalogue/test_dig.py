"""Digging: everything once, however often, in whatever pieces, from wherever it was stopped."""

import gzip
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from console.analysis.catalogue.dig import Digger, Step
from console.analysis.catalogue.history import HistoryError, mended
from console.analysis.catalogue.material import MaterialError, materials
from console.analysis.catalogue.runs import job_of
from console.analysis.grouping import best_grouper
from console.model.cluster import Found

CI = """Current runner version: '2.311.0'
##[group]Run npm test
2024-05-01T10:00:00.0000000Z > jest
2024-05-01T10:00:01.0000000Z npm ERR! missing script: {script}
##[error]Process completed with exit code 1.
"""
PASSED = "Current runner version: '2.311.0'\n2024-05-02T10:00:00.0000000Z > jest\nFinished: SUCCESS\n"


class Catalogue:
    """What digs have brought so far: progress as the store keeps it, occurrences by their names."""

    def __init__(self) -> None:
        self.progress: dict[str, bytes] = {}
        self.found: dict[str, Found] = {}
        self.passed: list[str] = []

    def dig(self, *paths: Path, stop: int | None = None, known: frozenset[str] = frozenset()) -> Digger:
        digger = Digger(best_grouper(), dict(self.progress), known)
        steps = digger.files(digger.find([str(path) for path in paths]))
        self.take(step for number, step in enumerate(steps) if stop is None or number < stop)
        return digger

    def take(self, steps: Iterable[Step]) -> None:
        for step in steps:
            self.found |= {one.digest: one for one in step.batch.found}
            self.progress |= {row.key: row.value for row in step.batch.progress if row.value is not None}
            self.passed += [run.job for run in step.batch.passed]

    def summaries(self) -> list[str]:
        return sorted(one.summary for one in self.found.values())


def log(folder: Path, name: str, lines: Iterable[str]) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def broken(count: int, first: int = 0) -> list[str]:
    return [
        f"2024-05-01 10:{n // 60 % 60:02}:{n % 60:02} {'ERROR' if n % 3 == 0 else 'INFO'} step {n}"
        for n in range(first, first + count)
    ]


def test_every_error_is_found_once_however_often(tmp_path: Path) -> None:
    path, catalogue = log(tmp_path, "a.log", broken(30)), Catalogue()
    catalogue.dig(path)
    assert len(catalogue.found) == 10
    again = Catalogue()
    again.found = catalogue.found
    again.dig(tmp_path)
    assert len(again.found) == 10


def test_a_second_dig_does_not_read_what_did_not_change(tmp_path: Path) -> None:
    path, catalogue = log(tmp_path, "a.log", broken(30)), Catalogue()
    catalogue.dig(path)
    catalogue.found.clear()
    catalogue.dig(path)
    assert catalogue.found == {}


def test_a_log_that_grew_is_read_on(tmp_path: Path) -> None:
    path, catalogue = log(tmp_path, "a.log", broken(3000)), Catalogue()
    catalogue.dig(path)
    names = set(catalogue.found)
    log(tmp_path, "a.log", broken(3300))
    catalogue.found.clear()
    catalogue.dig(path)
    assert len(catalogue.found) == 100
    afresh = Catalogue()
    afresh.dig(path)
    assert set(afresh.found) == names | set(catalogue.found)


@pytest.mark.parametrize("stop", [1, 2, 3, 5])
def test_a_dig_that_was_stopped_goes_on_where_it_was(tmp_path: Path, stop: int) -> None:
    whole, parts = Catalogue(), Catalogue()
    path = log(tmp_path, "big.log", broken(60_000))
    whole.dig(path)
    parts.dig(path, stop=stop)
    assert 0 < len(parts.found) < 20_000
    parts.dig(path)
    assert set(parts.found) == set(whole.found)
    assert len(whole.found) == 20_000


def test_a_copy_compressed_or_renamed_counts_once(tmp_path: Path) -> None:
    path, catalogue = log(tmp_path, "a.log", broken(30)), Catalogue()
    (tmp_path / "b.log").write_bytes(path.read_bytes())
    (tmp_path / "a.log.1.gz").write_bytes(gzip.compress(path.read_bytes()))
    catalogue.dig(tmp_path)
    assert len(catalogue.found) == 10


def test_a_record_over_a_block_is_whole(tmp_path: Path) -> None:
    filler = ["INFO " + "x" * 1000] * 1048
    trace = ["Traceback (most recent call last):", '  File "/app/a.py", line 1, in f', "    g()", "KeyError: 'k'"]
    catalogue = Catalogue()
    catalogue.dig(log(tmp_path, "a.log", [*filler[:1040], *trace, *filler]))
    (one,) = catalogue.found.values()
    assert one.evidence == tuple(trace)
    assert one.summary == "KeyError: 'k'"


def test_a_ci_log_is_one_failure_and_a_later_pass_is_told(tmp_path: Path) -> None:
    for number, text in enumerate((CI.format(script="test"), CI.format(script="test"), PASSED)):
        path = log(tmp_path, f"web/build-{number}.txt", ())
        path.write_text(text + f"build {number}\n")
        os.utime(path, (1_700_000_000 + number, 1_700_000_000 + number))
    catalogue = Catalogue()
    catalogue.dig(tmp_path)
    assert {one.job for one in catalogue.found.values()} == {"web/build"}
    assert len(catalogue.found) == 2
    assert len({one.fingerprint for one in catalogue.found.values()}) == 1
    assert catalogue.passed == ["web/build"]


def test_what_the_engine_reads_is_left_to_it(tmp_path: Path) -> None:
    path, catalogue = log(tmp_path, "a.log", broken(30)), Catalogue()
    digger = catalogue.dig(path, known=frozenset({str(path)}))
    assert catalogue.found == {}
    assert [(one.path, one.reason) for one in digger.left] == [(str(path), "the engine reads it already")]


def test_hostile_files_do_no_harm(tmp_path: Path) -> None:
    good = log(tmp_path, "good.log", broken(3))
    (tmp_path / "long.log").write_bytes(b"ERROR " + b"x" * 3_000_000)
    (tmp_path / "binary.log").write_bytes(bytes(range(256)) * 64)
    (tmp_path / "half.log").write_bytes(b"ERROR caf\xc3\n\xff\xfe ERROR \x1b[31mred\x1b]0;t\x07\n")
    (tmp_path / "cut.log.gz").write_bytes(gzip.compress(b"ERROR " + os.urandom(50_000).hex().encode())[:20_000])
    (tmp_path / "empty.log").write_bytes(b"")
    os.mkfifo(tmp_path / "pipe.log")
    (tmp_path / "loop").symlink_to(tmp_path)
    catalogue = Catalogue()
    digger = catalogue.dig(tmp_path)
    reasons = {os.path.basename(one.path): one.reason for one in digger.left}
    assert set(reasons) == {"binary.log", "cut.log.gz"}
    assert str(good) in {one.origin for one in catalogue.found.values()}
    assert all("\x1b" not in one.summary and len(one.summary) <= 1000 for one in catalogue.found.values())


def test_secrets_stay_behind(tmp_path: Path) -> None:
    catalogue = Catalogue()
    catalogue.dig(log(tmp_path, "a.log", ["ERROR token ghp_" + "a1B2" * 9 + " refused"]))
    assert "a1B2" not in str(catalogue.found)


def test_of_a_checkout_only_logs_are_dug(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in ("src/notes.txt", "logs/app.log", ".cache/x.log", "node_modules/y.log", "deep/er.log.3"):
        log(tmp_path, name, ["ERROR x"])
    assert {os.path.basename(one.path) for one in materials([str(tmp_path)])} == {"app.log", "er.log.3"}


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MaterialError, match="nowhere"):
        materials([str(tmp_path / "nowhere")])


@pytest.mark.parametrize(
    ("path", "job"),
    [("/ci/web/build-17.log", "web/build"), ("/ci/web-42/test_0a1b2c3.txt.gz", "web/test"), ("17.log", "")],
)
def test_a_job_is_named_without_what_differs(path: str, job: str) -> None:
    assert job_of(path) == job


def test_commits_that_mend_are_told_with_their_files(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgSign=false")
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    for name, subject in (
        ("a.py", "Begin"),
        ("b.py", "Fix the pool"),
        ("c.py", 'Revert "Faster"'),
        ("d.py", "Prefixed"),
    ):
        (tmp_path / name).write_text(subject)
        git("add", name)
        git("commit", "-qm", subject)
    commits = list(mended(str(tmp_path)))
    assert [(commit.subject, commit.files) for commit in commits] == [
        ("Fix the pool", ("b.py",)),
        ('Revert "Faster"', ("c.py",)),
    ]


def test_a_history_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="cannot be read"):
        list(mended(str(tmp_path)))
