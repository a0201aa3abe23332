"""The scratch directory and what lies in it: staged, limited, mended in, and gone without a trace."""

import re
import socket
import urllib.error
import urllib.request
from pathlib import Path
from random import Random

import pytest

from console.drill.catalogue import catalogue
from console.drill.finding import Finding, Times
from console.drill.kind import Kind
from console.drill.limits import FILE_BLOCKS, limited
from console.drill.mend import carry_out, mend, right
from console.drill.scratch import Scratch, StageError
from console.drill.servers import Servers
from console.drill.wheels import PACKAGES, make_wheels
from console.model.failure import Category, Risk, Suggestion
from console.model.job import JobState


@pytest.fixture
def scratch():
    made = Scratch.make()
    yield made
    made.remove()
    assert not made.root.exists()


def kind(**changes):
    return Kind(
        **({"category": Category.ENVIRONMENT, "cause": "x", "run": "cat @HTTP@ @COPY@", "name": "one"} | changes)
    )


def finding(scratch, suggested, **changes):
    (run,) = scratch.stage(kind(run="./go", verify="./go", fix=("chmod +x go",), **changes), 1, {})
    suggestion = Suggestion(
        rule="r", argv=tuple(suggested.split()), command=suggested, confidence=1, risk=Risk.SAFE, why="w"
    )
    return Finding(run=run, job=1, state=JobState.FAILED, times=Times(over=0), suggestions=(suggestion,))


def test_a_stage_has_its_files_its_words_and_its_setup(scratch):
    staged = kind(files={"a.txt": "\nat @HTTP@\n"}, setup="echo $NAME > made", copies=2)
    runs = scratch.stage(staged, 3, {"@HTTP@": "http://here"})
    folder = Path(runs[0].folder)
    assert (folder / "a.txt").read_text() == "at http://here\n"
    assert (folder / "made").read_text() == "one-3\n"
    assert [run.argv for run in runs] == [("cat", "http://here", "1"), ("cat", "http://here", "2")]
    assert [run.name for run in runs] == ["one 1", "one 2"]


def test_a_stage_that_cannot_be_set_says_why(scratch):
    with pytest.raises(StageError, match=r"one-1.*no luck"):
        scratch.stage(kind(setup="echo no luck >&2; exit 3"), 1, {})


def test_the_same_seed_gives_the_same_order_and_followers_come_last(scratch):
    kinds = [kind(name=name) for name in "abcdef"] + [kind(name="z", after="a")]
    orders = [[run.kind.name for run in scratch.stage_wave(kinds, wave, {}, Random(5))] for wave in (1, 2)]
    assert orders[0] == orders[1]
    assert orders[0][-1] == "z"


def test_nothing_of_the_users_environment_but_paths_goes_in(scratch, monkeypatch):
    monkeypatch.setenv("DRILL_TEST_SECRET", "hunter2")
    assert "DRILL_TEST_SECRET" not in Scratch(scratch.root).env
    assert scratch.env["HOME"].startswith(str(scratch.root))


def test_what_was_made_unwritable_is_removed_as_well():
    made = Scratch.make()
    made.must("mkdir -p a/b && touch a/b/c && chmod 500 a/b a", made.project)
    made.remove()
    assert not made.root.exists()


def test_programs_run_under_limits(scratch):
    scratch.must(f'test "$(ulimit -c)" = 0 && test "$(ulimit -f)" = {FILE_BLOCKS}', scratch.project)
    assert limited(["true"])[-1] == "true"


def test_a_right_suggestion_is_applied_and_verified(scratch):
    one = finding(scratch, "chmod +x go", files={"go": "#!/bin/sh\n"})
    assert mend(one, scratch.env).verified


def test_a_suggestion_may_run_the_command_again_behind_it(scratch):
    one = finding(scratch, "chmod +x go", files={"go": "#!/bin/sh\n"})
    assert right(one) == {(("chmod", "+x", "go"),), (("chmod", "+x", "go"), ("./go",))}


def test_a_wrong_suggestion_is_not_run(scratch):
    one = finding(scratch, "touch never", files={"go": "#!/bin/sh\n"})
    done = mend(one, scratch.env)
    assert (done.right, done.verified) == (False, False)
    assert not (Path(one.run.folder) / "never").exists()


def test_a_fix_that_does_not_help_is_not_verified(scratch):
    done = mend(finding(scratch, "chmod +x go", files={"go": "#!/bin/sh\nexit 4\n"}), scratch.env)
    assert (done.right, done.verified) == (True, False)
    assert "exit 4" in done.words


def test_the_first_command_that_fails_ends_a_chain(scratch):
    words = carry_out([["false"], ["touch", "never"]], str(scratch.project), scratch.env)
    assert words == "false: exit 1"
    assert not (scratch.project / "never").exists()


def test_wheels_are_found_by_name_and_version(tmp_path):
    make_wheels(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"{p.name}-{p.version}-py3-none-any.whl" for p in PACKAGES}


def test_servers_answer_badly_and_are_gone_afterwards(tmp_path):
    with Servers(tmp_path) as servers:
        base, port = servers.words["@HTTP@"], int(servers.words["@PORT@"])
        with pytest.raises(urllib.error.HTTPError, match="429"):
            urllib.request.urlopen(f"{base}/status/429?page=1")
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(servers.words["@CLOSED@"])), timeout=5)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_every_kind_needs_only_words_that_exist():
    known = {"@HTTP@", "@PORT@", "@CLOSED@", "@TLS@", "@COPY@"}
    texts = [text for one in catalogue() for text in (one.run, *one.files.values())]
    assert {word for text in texts for word in re.findall(r"@[A-Z]+@", text)} <= known
