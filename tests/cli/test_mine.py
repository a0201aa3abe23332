"""`kontrapunkt mine`: what it prints and how it ends."""

import gzip
import json
import random

import pytest
from click.testing import CliRunner

from console.analysis.mining import files
from console.cli import cli
from tests.text.headers import lines

TEXT = "".join(line + "\n" for line, _ in lines("spring", 400))


def run(*args, **more):
    return CliRunner().invoke(cli, ["mine", *args], **more)


@pytest.fixture
def log(tmp_path):
    file = tmp_path / "app.log"
    file.write_text(TEXT)
    return file


def rows(done):
    assert done.exit_code == 0
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_json_is_one_object_a_line_in_order(log):
    found = rows(run("--json", str(log)))
    assert [row["line"] for row in found] == list(range(1, 401))
    assert all(row.keys() == {"line", "cluster", "template"} for row in found)
    assert {"Started job <*>", "Paused job <*>", "shutdown complete"} <= {row["template"] for row in found}
    assert len({row["cluster"] for row in found}) == len({row["template"] for row in found}) == 10


def test_packed_files_and_standard_input_give_the_same(log, tmp_path):
    packed = tmp_path / "app.log.gz"
    packed.write_bytes(gzip.compress(TEXT.encode()))
    plain = run("--json", str(log)).stdout
    assert run("--json", str(packed)).stdout == plain
    assert run("--json", "-", input=TEXT).stdout == plain


def test_the_table_counts_the_kinds(log):
    done = run(str(log))
    counts = [int(line.split()[0]) for line in done.stdout.splitlines()]
    assert sum(counts) == 400
    assert counts == sorted(counts, reverse=True)


def test_several_files_share_their_clusters_and_are_named(log, tmp_path):
    other = tmp_path / "other.log"
    other.write_text("Started job 7\nStarted job 8\n")
    found = rows(run("--json", str(log), str(other)))
    assert [(row["line"], row["file"]) for row in found[-2:]] == [(1, str(other)), (2, str(other))]
    assert found[-1]["cluster"] in {row["cluster"] for row in found[:400]}


def test_every_line_counts_also_empty_ones_and_one_without_an_end():
    found = rows(run("--json", "-", input=b"a\n\n\xff\x00\x1b[31mb\r\nlast"))
    assert [row["line"] for row in found] == [1, 2, 3, 4]
    assert [row["template"] for row in found][::3] == ["a", "last"]


def test_an_empty_file_has_no_lines():
    assert run("--json", "-", input="").stdout == ""
    assert run("-", input="").stdout == ""


@pytest.mark.parametrize("kind", ["missing", "folder", "damaged"])
def test_a_file_that_cannot_be_read_is_named(kind, tmp_path):
    file = tmp_path / "none.gz"
    if kind == "folder":
        file.mkdir()
    if kind == "damaged":
        file.write_bytes(gzip.compress(TEXT.encode())[:-200])
    done = run("--json", str(file))
    assert done.exit_code == 2
    assert str(file) in done.stderr
    assert done.stdout == ""


def test_secrets_are_redacted():
    done = run("-", input="login with password=hunter2secret99x ok\n")
    assert "hunter2secret" not in done.stdout


def test_an_endless_line_is_cut_and_the_next_is_read(monkeypatch):
    monkeypatch.setattr(files, "BLOCK", 4096)
    found = rows(run("--json", "-", input="x" * 1_000_000 + "\nnext 1\n" + "y 2 " * 100_000))
    assert [row["line"] for row in found] == [1, 2, 3]
    assert found[1]["template"] == "next <*>"


def test_old_line_ends_and_wide_text_give_the_same(log, tmp_path):
    wanted = run("--json", str(log)).stdout
    for name, data in (
        ("returns", TEXT.replace("\n", "\r").encode()),
        ("windows", TEXT.replace("\n", "\r\n").encode()),
        ("wide", TEXT.encode("utf-16-le")),
    ):
        (tmp_path / name).write_bytes(data)
        assert run("--json", str(tmp_path / name)).stdout == wanted, name


def test_binary_data_is_refused_by_name(tmp_path):
    file = tmp_path / "core"
    file.write_bytes(random.Random(4).randbytes(100_000))
    done = run(str(file))
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"{file} holds binary data" in done.stderr


def test_binary_data_inside_a_log_is_one_kind(tmp_path):
    file = tmp_path / "app.log"
    file.write_bytes(TEXT.encode() * 20 + random.Random(4).randbytes(200_000) + b"\n" + TEXT.encode())
    found = rows(run("--json", str(file)))
    assert len({row["cluster"] for row in found}) < 100
    assert found[-1]["template"] in {row["template"] for row in found[:400]}
