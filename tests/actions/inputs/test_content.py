"""One digest for all that a job depends on."""

import os

import pytest
from msgspec.structs import replace

from console.actions.inputs import content
from console.actions.inputs.content import Contents, InputsError, digest
from console.model.job import Work

LATER = 10**10


@pytest.fixture
def work(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.c").write_text("int a;")
    (tmp_path / "src" / "b.c").write_text("int b;")
    return Work(argv=("make",), cwd=str(tmp_path), env={"PATH": "/bin", "TERM": "xterm"}, inputs=("src/**",))


def taken(work, contents=None, later=LATER):
    now = max(os.stat(os.path.join(work.cwd, "src", name)).st_ctime_ns for name in os.listdir(f"{work.cwd}/src"))
    return digest(work, work.cwd, contents or Contents(), now + later)


def test_the_digest_follows_names_modes_contents_command_and_environment(work, tmp_path):
    first = taken(work)
    assert taken(work) == first
    assert taken(replace(work, env={"PATH": "/bin", "TERM": "dumb", "XDG_SESSION_ID": "7"})) == first
    seen = {first, taken(replace(work, argv=("make", "-k"))), taken(replace(work, env={"PATH": "/usr/bin"}))}
    (tmp_path / "src" / "a.c").write_text("int x;")
    seen.add(taken(work))
    (tmp_path / "src" / "a.c").chmod(0o755)
    seen.add(taken(work))
    (tmp_path / "src" / "a.c").rename(tmp_path / "src" / "c.c")
    seen.add(taken(work))
    (tmp_path / "src" / "b.c").unlink()
    seen.add(taken(work))
    assert len(seen) == 7


def test_contents_are_read_once_while_nothing_about_the_file_changed(work, monkeypatch):
    read = []
    real = content._read
    monkeypatch.setattr(content, "_read", lambda path: read.append(path) or real(path))
    contents = Contents()
    first = taken(work, contents)
    assert taken(work, contents) == first
    assert len(read) == 2
    assert taken(work, Contents(contents.fresh)) == first
    assert len(read) == 2


def test_a_file_touched_just_now_is_read_again(work, tmp_path):
    contents = Contents()
    first = taken(work, contents, later=0)
    assert contents.fresh == {}
    path = tmp_path / "src" / "a.c"
    before = path.stat()
    path.write_text("int z;")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert taken(work, contents, later=0) != first


def test_what_a_link_leads_to_counts(work, tmp_path):
    (tmp_path / "real.h").write_text("1")
    (tmp_path / "src" / "link.h").symlink_to("../real.h")
    one = taken(work)
    (tmp_path / "real.h").write_text("2")
    assert taken(work) != one


def test_no_file_at_all_is_no_proof_of_anything(work):
    with pytest.raises(InputsError, match="match no file"):
        digest(replace(work, inputs=("lib/**",)), work.cwd, Contents(), 0)


def test_a_pipe_is_not_waited_for(work, tmp_path):
    os.mkfifo(tmp_path / "src" / "pipe")
    assert taken(work)
