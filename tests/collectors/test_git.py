import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.git.checkout import FULL_S, Checkout, Seen, load_seen
from collectors.git.collector import GitCollector
from collectors.git.command import Git, GitError, environment
from collectors.git.history import commits
from collectors.git.place import find, likely, standing
from collectors.git.snapshot import DETACHED
from collectors.git.status import parse
from collectors.git.watch import TreeWatch, tracked_folders
from console.model.batch import Batch
from console.model.clock import SystemClock
from console.model.event import Draft, Severity, Voice
from console.model.machine import GitState
from console.model.settings import GitSettings
from tests.collectors.sources_support import HandClock, Recorder, wait_for

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nobody's configuration but the test's."""
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Ada\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n"
        '[protocol "file"]\n\tallow = always\n[advice]\n\tdetachedHead = false\n'
    )
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    return home


class Repo:
    """A repository to play with, by the plain git."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def git(self, *args: str, check: bool = True) -> str:
        done = subprocess.run(["git", *args], cwd=self.folder, check=check, capture_output=True)
        return os.fsdecode(done.stdout).strip()

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def commit(self, subject: str, **files: str) -> str:
        for name, text in files.items():
            self.write(name.replace("__", "."), text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", subject)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def empty(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "work")
    repo.git("init", "-q")
    return repo


@pytest.fixture
def repo(empty: Repo) -> Repo:
    empty.commit("first", a__py="a = 1\n", b__py="b = 1\n")
    return empty


class Looker:
    """Looks at a checkout at times of its own."""

    def __init__(self, checkout: Checkout) -> None:
        self.checkout = checkout
        self.time = 2_000_000_000.0
        self.state: GitState | None = None

    async def look(self) -> list[Draft]:
        self.time += FULL_S
        batch = await self.checkout.look(self.time, self.time, hinted=True)
        for state in batch.states:
            self.state = GitState(**{**state.value, "dirty": tuple(state.value["dirty"])})
        return list(batch.events)

    async def texts(self) -> list[str]:
        return [event.text for event in await self.look()]


async def looker(folder: Path, seen: Seen | None = None) -> Looker:
    git = Git(str(folder))
    repository = await find(git)
    assert repository is not None
    looking = Looker(Checkout(git, repository, seen))
    assert seen is not None or await looking.look() == []
    return looking


async def test_state_of_a_checkout(repo: Repo) -> None:
    repo.write("a.py", "a = 2\n")
    repo.write("new/c.py", "")
    state = (await looker(repo.folder)).state
    assert state is not None
    assert (state.branch, state.subject, state.operation) == ("main", "first", "")
    assert state.head == repo.git("rev-parse", "HEAD")
    assert state.committed == float(repo.git("log", "-1", "--format=%ct"))
    assert (state.dirty, state.dirty_total) == (("a.py", "new/"), 2)
    assert state.upstream is None


async def test_unborn_branch(empty: Repo) -> None:
    looking = await looker(empty.folder)
    assert looking.state == GitState(branch="main", head="", subject="", committed=None)
    head = empty.commit("begin")
    assert await looking.texts() == [f"commit {head[:9]} by Ada: begin"]


async def test_detached_head(repo: Repo) -> None:
    looking = await looker(repo.folder)
    repo.git("checkout", "-q", "--detach")
    assert await looking.texts() == [f"switched from main to {DETACHED}"]
    assert looking.state is not None
    assert looking.state.branch == DETACHED


async def test_bare_repository(repo: Repo, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    repo.git("clone", "-q", "--bare", str(repo.folder), str(bare))
    assert likely(str(bare))
    looking = await looker(bare)
    assert looking.state is not None
    assert (looking.state.branch, looking.state.subject, looking.state.dirty_total) == ("main", "first", 0)
    head = repo.commit("second")
    repo.git("push", "-q", str(bare), "main")
    assert await looking.texts() == [f"commit {head[:9]} by Ada: second"]


async def test_linked_worktree(repo: Repo, tmp_path: Path) -> None:
    linked = Repo(tmp_path / "linked")
    repo.git("worktree", "add", "-q", "-b", "side", str(linked.folder))
    looking = await looker(linked.folder)
    assert looking.state is not None
    assert looking.state.branch == "side"
    assert looking.checkout.repository.common == str(repo.folder / ".git")
    head = linked.commit("on the side")
    assert looking.checkout.changed()
    assert await looking.texts() == [f"commit {head[:9]} by Ada: on the side"]


async def test_distance_to_upstream(repo: Repo, tmp_path: Path) -> None:
    clone = Repo(tmp_path / "clone")
    clone.git("clone", "-q", str(repo.folder), ".")
    looking = await looker(clone.folder)
    repo.commit("theirs")
    clone.commit("mine")
    clone.git("fetch", "-q")
    assert looking.checkout.changed()
    await looking.look()
    assert looking.state is not None
    assert (looking.state.upstream, looking.state.ahead, looking.state.behind) == ("origin/main", 1, 1)


async def test_a_commit_is_told_with_author_and_subject(repo: Repo) -> None:
    looking = await looker(repo.folder)
    repo.write("a.py", "a = 3\n")
    await looking.look()
    head = repo.commit("third\n\nwith a body")
    (event,) = await looking.look()
    assert (event.kind, event.voice, event.severity) == ("git.commit", Voice.SKYSKRAPER, Severity.INFO)
    assert event.text == f"commit {head[:9]} by Ada: third"
    assert event.attrs["commit"] == head
    assert event.attrs["branch"] == "main"
    assert looking.state is not None
    assert (looking.state.subject, looking.state.dirty) == ("third", ())


async def test_many_commits_are_one_line_and_few_are_in_order(repo: Repo) -> None:
    looking = await looker(repo.folder)
    for n in range(3):
        repo.commit(f"c{n}")
    assert [text.rpartition(" ")[2] for text in await looking.texts()] == ["c0", "c1", "c2"]
    for n in range(25):
        repo.commit(f"d{n}")
    (event,) = await looking.look()
    assert event.text == "25 commits on main (commit), newest: d24"
    assert (event.attrs["n"], len(event.attrs["commits"])) == (25, 20)


async def test_amend_and_reset(repo: Repo) -> None:
    repo.commit("second", a__py="a = 5\n")
    looking = await looker(repo.folder)
    repo.git("commit", "-q", "--amend", "-m", "better")
    head = repo.git("rev-parse", "HEAD")
    assert await looking.texts() == [f"amended {head[:9]} by Ada: better"]
    repo.git("reset", "-q", "--hard", "HEAD~1")
    (event,) = await looking.look()
    assert event.text == f"main moved back to {repo.git('rev-parse', 'HEAD')[:9]} (reset)"
    assert (event.kind, event.voice) == ("git.head", Voice.RUSTBELT)


async def test_a_branch_switch_is_no_commit_and_no_edit(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "feature")
    repo.commit("on feature", a__py="a = 9\n")
    repo.git("checkout", "-q", "main")
    looking = await looker(repo.folder)
    repo.git("checkout", "-q", "feature")
    (event,) = await looking.look()
    assert (event.kind, event.text) == ("git.branch", "switched from main to feature")
    head = repo.commit("more")
    assert await looking.texts() == [f"commit {head[:9]} by Ada: more"]


async def test_edits_are_told_together_and_again(repo: Repo) -> None:
    looking = await looker(repo.folder)
    repo.write("a.py", "a = 10\n")
    assert await looking.texts() == ["edited a.py"]
    assert await looking.texts() == []
    for name in ("a.py", "b.py", "x/c.py", "d.py"):
        repo.write(name, "longer than it was before\n")
    (event,) = await looking.look()
    assert event.text == "4 files edited: a.py, b.py, d.py and 1 more"
    assert event.attrs["files"] == ["a.py", "b.py", "d.py", "x/"]
    repo.git("add", "a.py")
    assert await looking.texts() == []
    (repo.folder / "b.py").unlink()
    assert await looking.texts() == ["edited b.py"]


async def test_a_log_that_grows_in_the_tree_is_no_edit(repo: Repo) -> None:
    log = repo.write("run.log", "one\n")
    looking = await looker(repo.folder)
    with log.open("a") as file:
        file.write("two\n")
    assert not looking.checkout.changed()
    assert await looking.look() == []


async def test_merge_conflict_and_its_end(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "other")
    repo.commit("theirs", a__py="a = 'theirs'\n")
    repo.git("checkout", "-q", "main")
    repo.commit("ours", a__py="a = 'ours'\n")
    looking = await looker(repo.folder)
    repo.git("merge", "-q", "other", check=False)
    (event,) = await looking.look()
    assert event.text == "merge, 1 conflict in progress"
    assert (event.voice, event.severity) == (Voice.RUSTBELT, Severity.WARNING)
    assert looking.state is not None
    assert looking.state.operation == "merge, 1 conflict"
    repo.git("merge", "--abort")
    assert await looking.texts() == ["merge is over"]


async def test_rebase_is_told_when_it_is_over(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "topic")
    for n in range(3):
        repo.commit(f"t{n}", **{f"t{n}": str(n)})
    repo.write("a.py", "a = 'topic'\n")
    repo.commit("conflicting")
    repo.git("checkout", "-q", "main")
    repo.commit("ours", a__py="a = 'main'\n")
    repo.git("checkout", "-q", "topic")
    looking = await looker(repo.folder)
    repo.git("rebase", "main", check=False)
    (event,) = await looking.look()
    assert event.text == "rebase 4/4, 1 conflict in progress"
    assert looking.state is not None
    assert looking.state.branch == "topic"
    repo.write("a.py", "a = 'both'\n")
    repo.git("add", "a.py")
    repo.git("-c", "core.editor=true", "rebase", "--continue")
    assert await looking.texts() == ["rebase is over", "5 commits on topic (rebase (finish)), newest: conflicting"]


async def test_bisect_and_other_operations_have_names(repo: Repo) -> None:
    for n in range(4):
        repo.commit(f"c{n}")
    looking = await looker(repo.folder)
    repo.git("bisect", "start", "HEAD", "HEAD~3")
    assert "bisect in progress" in await looking.texts()
    repo.git("bisect", "reset")
    assert "bisect is over" in await looking.texts()
    (repo.folder / ".git" / "CHERRY_PICK_HEAD").write_text(repo.git("rev-parse", "HEAD"))
    assert standing(looking.checkout.repository).name == "cherry-pick"


async def test_what_was_committed_while_nobody_looked_is_told(repo: Repo) -> None:
    before = repo.git("rev-parse", "HEAD")
    head = repo.commit("while away")
    looking = await looker(repo.folder, Seen(before, "main"))
    assert await looking.texts() == [f"commit {head[:9]} by Ada: while away"]
    gone = await looker(repo.folder, Seen("0" * 40, "main"))
    assert [event.kind for event in await gone.look()] == ["git.head"]
    elsewhere = await looker(repo.folder, Seen(before, "other"))
    assert await elsewhere.look() == []


async def test_file_names_that_are_not_utf8_and_worse(repo: Repo) -> None:
    worst = os.fsdecode(b"bad\xff\n\x1b[2J.py")
    repo.write(worst, "x")
    looking = await looker(repo.folder)
    assert looking.state is not None
    assert looking.state.dirty_total == 1
    assert not [c for c in looking.state.dirty[0] if ord(c) < 32 or 0xD800 <= ord(c) < 0xE000]
    repo.write(worst, "more")
    assert len(await looking.look()) == 1


async def test_branches_and_subjects_that_are_not_utf8_and_worse(repo: Repo) -> None:
    looking = await looker(repo.folder)
    repo.git("symbolic-ref", "HEAD", "refs/heads/odd\udcfe\u202e(/x)")
    (switch,) = await looking.look()
    repo.git("commit", "-q", "--allow-empty", "-m", "\udcff\x1b]52;c;x\x07 [@click=app.quit]")
    (commit,) = await looking.look()
    assert looking.state is not None
    for text in (switch.text, commit.text, looking.state.branch, looking.state.subject):
        assert not [c for c in text if ord(c) < 32 or c == "\u202e" or 0xD800 <= ord(c) < 0xE000]
    assert commit.text.endswith("[@click=app.quit]")


def test_what_was_seen_survives_as_bytes() -> None:
    assert load_seen(os.fsencode("abc\0odd\udcfe")) == Seen("abc", "odd\udcfe")
    assert load_seen(b"noise") is None
    assert load_seen(None) is None


async def test_secrets_in_subjects_are_not_kept(repo: Repo) -> None:
    looking = await looker(repo.folder)
    repo.commit(f"use ghp_{'a1B2' * 9}")
    (event,) = await looking.look()
    assert "ghp_" not in event.text
    assert looking.state is not None
    assert "ghp_" not in looking.state.subject


async def test_an_idle_look_runs_no_git(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write("a.py", "a = 2\n")
    looking = await looker(repo.folder)

    async def forbidden(*_args: object, **_options: object) -> None:
        raise AssertionError("git was run")

    monkeypatch.setattr("asyncio.create_subprocess_exec", forbidden)
    at = looking.time + FULL_S - 1
    assert await looking.checkout.look(at, at, hinted=False) == Batch()
    repo.write("a.py", "a = 'changed'\n")
    with pytest.raises(AssertionError):
        await looking.checkout.look(at, at, hinted=False)


async def test_looking_writes_nothing(repo: Repo) -> None:
    index = repo.folder / ".git" / "index"
    os.utime(repo.folder / "a.py", (1, 1))
    before = index.stat().st_mtime_ns, index.read_bytes()
    await looker(repo.folder)
    assert (index.stat().st_mtime_ns, index.read_bytes()) == before


def trap(folder: Path, name: str) -> tuple[str, Path]:
    """A program that leaves a file when it is run."""
    sprung = folder / f"sprung-{name}"
    program = folder / f"trap-{name}"
    program.write_text(f"#!/bin/sh\ntouch '{sprung}'\ncat\n")
    program.chmod(0o755)
    return str(program), sprung


def booby_trap(repo: Repo, traps: Path) -> list[Path]:
    """Set every way by which a repository makes git run its code while it is only looked at."""
    traps.mkdir()
    signed = repo.git("cat-file", "commit", "HEAD").replace(
        "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n", 1
    )
    object_ = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        cwd=repo.folder, input=signed.encode() + b"\n", capture_output=True, check=True,
    )  # fmt: skip
    repo.git("reset", "-q", "--hard", object_.stdout.decode().strip())
    sprung: list[Path] = []

    def set_(key: str, name: str) -> None:
        program, mark = trap(traps, name)
        sprung.append(mark)
        repo.git("config", key, program)

    for key in (
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.worse.process",
        "diff.external",
        "diff.evil.textconv",
    ):
        set_(key, key)
    included = repo.folder / ".git" / "more"
    program, mark = trap(traps, "included")
    sprung.append(mark)
    included.write_text(f'[filter "in.cluded"]\n\tclean = {program}\n\trequired = true\n')
    repo.git("config", "include.path", "more")
    repo.git("config", "filter.worse.required", "true")
    repo.git("config", "log.showSignature", "true")
    for key in ("core.fsmonitor", "gpg.program", "core.pager", "core.sshCommand", "core.askPass", "core.editor"):
        set_(key, key)
    hooks = repo.folder / ".git" / "hooks"
    for hook in ("post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc", "fsmonitor-watchman"):
        program, mark = trap(traps, hook)
        sprung.append(mark)
        shutil.copy(program, hooks / hook)
    repo.write(".git/info/attributes", "a.py filter=evil diff=evil\nb.py filter=worse\nc.py filter=in.cluded\n")
    return sprung


def touch_all(repo: Repo) -> None:
    """Make git compare contents: same sizes, other times."""
    for name in ("a.py", "b.py", "c.py"):
        os.utime(repo.folder / name, (1_000_000_000, 1_000_000_000))


async def test_nothing_of_the_repository_is_executed(repo: Repo, tmp_path: Path) -> None:
    """B15: fsmonitor, filters, hooks, external programs; the last lines prove that the traps work."""
    repo.commit("second", c__py="c = 1\n")
    before = repo.git("rev-parse", "HEAD~1")
    sprung = booby_trap(repo, tmp_path / "traps")
    touch_all(repo)
    for mark in sprung:
        mark.unlink(missing_ok=True)
    looking = await looker(repo.folder, Seen(before, "main"))
    assert [event.kind for event in await looking.look()] == ["git.commit"]
    await tracked_folders(Git(str(repo.folder)), str(repo.folder))
    assert [mark.name for mark in sprung if mark.exists()] == []
    assert looking.state is not None
    assert looking.state.dirty_total == 0
    touch_all(repo)
    repo.git("status", check=False)
    repo.git("log", "-1", check=False)
    found = {mark.name for mark in sprung if mark.exists()}
    assert {"sprung-core.fsmonitor", "sprung-filter.evil.clean", "sprung-gpg.program"} <= found


async def test_nothing_of_a_submodule_is_executed(repo: Repo, tmp_path: Path) -> None:
    library = Repo(tmp_path / "library")
    library.git("init", "-q")
    library.commit("lib", a__py="a\n", b__py="b\n", c__py="c\n")
    repo.git("submodule", "--quiet", "add", str(library.folder), "lib")
    repo.commit("with lib")
    inner = Repo(repo.folder / "lib")
    program, mark = trap(tmp_path, "inner")
    inner.git("config", "filter.evil.clean", program)
    inner.git("config", "core.fsmonitor", program)
    info = Path(inner.git("rev-parse", "--absolute-git-dir")) / "info"
    (info / "attributes").write_text("* filter=evil\n")
    touch_all(inner)
    mark.unlink(missing_ok=True)
    looking = await looker(repo.folder)
    assert looking.state is not None
    assert looking.state.dirty_total == 0
    assert not mark.exists()
    repo.git("status", check=False)
    assert mark.exists()


async def test_a_filter_that_cannot_be_switched_off_stops_the_look(repo: Repo) -> None:
    repo.git("config", "filter.a=b.clean", "touch x")
    with pytest.raises(GitError, match="not looking"):
        await looker(repo.folder)


def test_variables_that_redirect_git_are_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "/bin/false")
    assert "GIT_DIR" not in environment()
    assert "GIT_EXTERNAL_DIFF" not in environment()
    assert environment()["GIT_OPTIONAL_LOCKS"] == "0"


@pytest.fixture
def fake_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def install(script: str) -> None:
        folder = tmp_path / "bin"
        folder.mkdir()
        (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
        (folder / "git").chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

    return install


async def test_a_git_that_hangs_is_ended_with_its_children(tmp_path: Path, fake_git: Callable[[str], None]) -> None:
    fifo = tmp_path / "alive"
    os.mkfifo(fifo)
    fake_git(f"exec 3>{fifo}; sleep 600 & sleep 600")
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with pytest.raises(GitError, match="git status took longer than"):
            await Git(str(tmp_path), timeout=1.0).ask("status")
        os.set_blocking(reader, True)
        assert os.read(reader, 1) == b""
    finally:
        os.close(reader)


async def test_a_git_that_never_stops_writing_is_cut(tmp_path: Path, fake_git: Callable[[str], None]) -> None:
    fake_git("exec yes")
    output = await Git(str(tmp_path)).ask("ls-files", most=100_000)
    assert output.cut
    assert len(output.out) == 100_000


async def test_git_that_cannot_be_started(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="cannot be started"):
        await Git(str(tmp_path / "gone")).ask("status")


async def test_commits_of_unknown_heads_are_none(repo: Repo) -> None:
    git = Git(str(repo.folder))
    assert await commits(git, "f" * 40) == []
    assert await commits(git, "--output=x..main") == []
    assert not (repo.folder / "x..main").exists()


@given(st.binary(max_size=300))
def test_any_status_output_is_read_or_passed_over(raw: bytes) -> None:
    parse(b"? " + raw + b"\0")


@given(st.lists(st.binary(min_size=1, max_size=20).filter(lambda name: b"\0" not in name), unique=True, max_size=20))
def test_status_keeps_every_name_exactly(names: list[bytes]) -> None:
    tail = b"N... 100644 100644 100644 " + b"1" * 40 + b" " + b"2" * 40 + b" "
    raw = b"# branch.oid (initial)\0" + b"".join(b"1 .M " + tail + name + b"\0" for name in names)
    status = parse(raw)
    assert [os.fsencode(path) for path in status.paths] == names
    assert (status.head, status.total) == ("", len(names))
    assert parse(raw[:-1]).total == max(len(names) - 1, 0)


def test_status_of_conflicts_renames_and_upstream() -> None:
    one = "N... 100644 100644 100644 " + "1" * 40 + " " + "2" * 40
    raw = (
        "# branch.oid abc\0# branch.head (detached)\0# branch.upstream o/m\0# branch.ab +3 -4\0"
        f"2 R. {one} R100 new name\0old name\0u UU N... 1 2 3 4 {'a' * 40} {'b' * 40} {'c' * 40} both\0? u\0! ig\0"
    )
    status = parse(raw.encode())
    assert (status.head, status.branch, status.upstream, status.ahead, status.behind) == ("abc", "", "o/m", 3, 4)
    assert status.paths == {"new name": "R.", "both": "UU", "u": "??"}
    assert (status.total, status.conflicts) == (3, 1)


async def test_folders_of_tracked_files(repo: Repo) -> None:
    repo.write("src/deep/er/x.py", "")
    repo.write("untracked/y.py", "")
    repo.git("add", "src")
    top = str(repo.folder)
    folders = await tracked_folders(Git(top), top)
    assert folders == [top, f"{top}/src", f"{top}/src/deep", f"{top}/src/deep/er"]


@asynccontextmanager
async def running(collector: GitCollector, resume: dict[str, bytes] | None = None) -> AsyncIterator[Recorder]:
    recorder = Recorder()
    task = asyncio.create_task(collector.run(recorder.emit, resume or {}))
    failed = asyncio.create_task(_end_of(task, recorder))
    try:
        yield recorder
    finally:
        task.cancel()
        await asyncio.gather(task, failed, return_exceptions=True)


async def _end_of(task: asyncio.Task[None], recorder: Recorder) -> None:
    await asyncio.wait([task])
    await recorder.emit(Batch())


async def test_watch_hints_and_outlives_a_folder(repo: Repo) -> None:
    watch = TreeWatch(retry=0.01)
    task = asyncio.create_task(watch.run())
    try:
        watch.aim([str(repo.folder), str(repo.folder / "gone")])
        async with asyncio.timeout(20):
            while not watch.hint.is_set():
                repo.write("hint", "x")
                await asyncio.wait([asyncio.create_task(watch.hint.wait())], timeout=0.1)
        assert watch.working
        watch.aim([])
        await asyncio.to_thread(wait_for, lambda: not watch.working)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_collector_tells_edits_and_commits_as_they_happen(repo: Repo) -> None:
    collector = GitCollector(GitSettings(interval_s=60), str(repo.folder), SystemClock())
    assert (collector.name, collector.interval) == ("git", 60)
    async with running(collector) as recorder:
        await recorder.until(lambda: recorder.states("head"))
        n = 0
        async with asyncio.timeout(20):
            while not recorder.of("git.edit"):
                n += 1
                repo.write("a.py", f"a = {n}\n")
                await asyncio.sleep(0.2)
        head = repo.commit("done")
        await recorder.until(lambda: recorder.of("git.commit"))
        assert recorder.of("git.commit")[0].attrs["commit"] == head


async def test_collector_without_a_checkout_stays_alive_and_finds_one_later(tmp_path: Path) -> None:
    project = Repo(tmp_path / "later")
    async with running(GitCollector(GitSettings(interval_s=0.05), str(project.folder), SystemClock())) as recorder:
        await recorder.until(lambda: len(recorder.batches) >= 3)
        assert recorder.states("head") == [None]
        assert recorder.states("note") == ["not a git checkout"]
        project.git("init", "-q")
        await recorder.until(lambda: recorder.states("head")[-1])
        await recorder.until(lambda: recorder.states("note")[-1] is None)
        shutil.rmtree(project.folder / ".git")
        await recorder.until(lambda: recorder.states("head")[-1] is None)


async def test_collector_without_git_says_so(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repo.folder))
    async with running(GitCollector(GitSettings(), str(repo.folder), HandClock())) as recorder:
        await recorder.until(lambda: recorder.batches)
        assert recorder.states("note") == ["git is not installed"]


async def test_collector_raises_when_git_keeps_failing(repo: Repo) -> None:
    (repo.folder / ".git" / "index").write_bytes(b"noise")
    recorder = Recorder()
    collector = GitCollector(GitSettings(), str(repo.folder), HandClock())
    with pytest.raises(GitError, match="index"):
        async with asyncio.timeout(20):
            await collector.run(recorder.emit, {})
    assert recorder.batches == [Batch(), Batch()]


async def test_collector_resumes_with_what_it_saw(repo: Repo) -> None:
    collector = GitCollector(GitSettings(interval_s=0.05), str(repo.folder), SystemClock())
    async with running(collector) as recorder:
        await recorder.until(lambda: recorder.batches)
    (progress,) = recorder.batches[0].progress
    assert progress.value is not None
    head = repo.commit("between")
    async with running(collector, {progress.key: progress.value}) as again:
        await again.until(lambda: again.of("git.commit"))
        assert again.of("git.commit")[0].attrs["commit"] == head
