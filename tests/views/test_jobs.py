import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.model.lines import plain
from console.views import forest
from console.views.gitline import git_line
from console.views.jobs import jobs_view, strip
from console.views.processes import process_state, title
from tests.views import frames
from tests.views.golden import context

ROW = frames.processes()[0]


def row(pid, ppid, *, cpu=0.0, own=True, rss=0):
    return replace(ROW, pid=pid, ppid=ppid, cpu=cpu, rss=rss, own=own)


def pids(rows):
    return [(r.pid, depth) for r, depth in forest.ordered(rows)]


def test_heavy_trees_first_parents_before_children():
    rows = [row(1, 0), row(2, 1, cpu=1), row(3, 1, cpu=9), row(4, 0, cpu=5), row(5, 3)]
    assert pids(rows) == [(1, 0), (3, 1), (5, 2), (2, 1), (4, 0)]


def test_own_processes_come_first_also_below_a_strangers_parent():
    rows = [row(1, 0, own=False, cpu=90), row(2, 1), row(3, 1, own=False)]
    assert pids(rows) == [(2, 0), (1, 0), (3, 1)]


def test_memory_weighs_as_cpu_does():
    assert pids([row(1, 0, cpu=1), row(2, 0, rss=128 * 1024**2)]) == [(2, 0), (1, 0)]


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 12), st.booleans()), max_size=30))
def test_every_process_stands_once_whatever_the_parents_are(links):
    rows = [row(pid, ppid, own=own) for pid, ppid, own in links]
    placed = [pid for pid, _ in pids(rows)]
    assert sorted(placed) == sorted({r.pid for r in rows})


def test_state_is_a_word():
    assert process_state(replace(ROW, state="Z")) == "zombie"
    assert process_state(replace(ROW, state="sleeping")) == "sleep"
    assert process_state(replace(ROW, state="new")) == "new"


def test_zombies_stand_out():
    view = jobs_view(frames.storm(), context(80, 20))
    assert any("▲ zombie" in plain(line) for line in view.lines)
    assert "▲ 1 zombie" in plain(strip(frames.storm(), context(80, 1)))


def test_no_process_is_said():
    frame = replace(frames.calm(), processes=())
    assert "no process of this login is running" in plain(jobs_view(frame, context(80, 9)).lines[0])


@pytest.mark.parametrize(
    ("name", "command", "words"),
    [
        ("python3", "/usr/bin/python3 /srv/app/bin/serve.py --port 8", "python3 bin/serve.py --port 8"),
        ("pytest", "/usr/bin/python3 /opt/venv/bin/pytest -q", "pytest -q"),
        ("tmux: server", "tmux new", "tmux new"),
        ("cc1plus", "/usr/lib/gcc/cc1plus", "cc1plus"),
        ("ld", "", "ld"),
        ("kworker/0:1", "kworker/0:1", "kworker/0:1"),
    ],
)
def test_the_title_says_what_runs(name, command, words):
    assert title(replace(ROW, name=name, command=command), "/srv/app") == words


def test_git_line():
    assert plain(git_line(frames.calm(), context(80, 1))) == (
        "git  main 9f3c2d1 ↑2 ↓1  i 3 dirty  Cut the frame in half"
    )
    clean = replace(frames.calm(), git=replace(frames.git(0), operation="rebase", ahead=0, behind=0))
    assert plain(git_line(clean, context(80, 1))) == "git  main 9f3c2d1  ▲ rebase  ✔ clean  Cut the frame in half"
    assert plain(git_line(replace(clean, git=None), context(80, 1))) == "git  not a git checkout"
    assert plain(git_line(frames.empty(), context(80, 1))) == "git  ? unknown: git has not reported"
