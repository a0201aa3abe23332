"""Keys of a project's file that reach outside it wait until the file is trusted."""

import stat

import pytest

from console.config import Trust, TrustError
from console.config.source import read
from console.config.trust import needs_trust
from console.model.settings import Settings

REACHING = '[logs]\npaths = [".", "/etc"]\ndepth = 2\n'


def trusted(place):
    place.trust.record(str(place.file), read(str(place.file)).digest)


def test_a_reaching_key_is_inactive_and_the_others_hold(place):
    loaded = place.load(REACHING)
    assert loaded.settings.logs.paths == Settings().logs.paths
    assert loaded.settings.logs.depth == 2
    (problem,) = loaded.problems
    assert (problem.kind, problem.line, problem.key) == ("untrusted", 2, "logs.paths")
    assert "config trust" in problem.message


def test_trust_activates_until_the_file_changes(place):
    place.load(REACHING)
    trusted(place)
    loaded = place.load()
    assert loaded.problems == ()
    assert loaded.settings.logs.paths == (".", "/etc")
    changed = place.load(REACHING + "# changed\n")
    assert changed.settings.logs.paths == Settings().logs.paths
    assert "changed since" in changed.problems[0].message


def test_the_users_own_file_and_an_explicit_one_need_no_trust(place):
    assert place.load(user=REACHING).settings.logs.paths == (".", "/etc")
    assert place.load(explicit=str(place.user_file)).settings.logs.paths == (".", "/etc")


def test_naming_the_projects_file_explicitly_is_trust(place):
    place.load(REACHING)
    assert place.load(explicit=str(place.file)).problems == ()


@pytest.mark.parametrize(
    ("paths", "outside"),
    [
        ([".", "logs", "a/../b", "/var/log"], False),
        (["*.log"], False),
        ([".."], True),
        (["a/../../b"], True),
        (["/"], True),
        (["~"], True),
        (["/var/log/../../etc"], True),
        ([".", "/etc"], True),
    ],
)
def test_what_reaches_outside(place, paths, outside):
    assert needs_trust(("logs", "paths"), paths, str(place.project)) is outside


def test_the_project_itself_is_inside_by_any_name(place):
    assert not needs_trust(("logs", "paths"), [str(place.project)], str(place.project))
    assert needs_trust(("logs", "paths"), [f"{place.project}-other"], str(place.project))


def test_a_link_inside_that_leads_outside_reaches_outside(place):
    (place.project / "out").symlink_to("/etc")
    assert needs_trust(("logs", "paths"), ["out"], str(place.project))


def test_other_keys_need_no_trust(place):
    assert not needs_trust(("logs", "depth"), 3, str(place.project))


def test_the_list_is_private_and_keeps_other_files(place, tmp_path):
    place.trust.record(str(tmp_path / "a"), "1")
    place.trust.record(str(tmp_path / "b"), "2")
    place.trust.record(str(tmp_path / "a"), "3")
    again = Trust(str(place.state))
    assert (again.known(str(tmp_path / "a")), again.known(str(tmp_path / "b"))) == ("3", "2")
    assert stat.S_IMODE((place.state / "trusted.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(place.state.stat().st_mode) == 0o700
    assert [entry.name for entry in place.state.iterdir()] == ["trusted.json"]


def test_a_list_that_others_may_write_counts_as_empty(place):
    place.load(REACHING)
    trusted(place)
    (place.state / "trusted.json").chmod(0o666)
    assert place.load().problems[0].kind == "untrusted"


@pytest.mark.parametrize("content", ["", "no json", "[]", '{"a": 1}'])
def test_a_broken_list_counts_as_empty(place, content):
    place.state.mkdir()
    (place.state / "trusted.json").write_text(content)
    assert place.trust.known(str(place.file)) is None


def test_a_linked_list_counts_as_empty(place, tmp_path):
    place.load(REACHING)
    trusted(place)
    (place.state / "trusted.json").rename(tmp_path / "elsewhere")
    (place.state / "trusted.json").symlink_to(tmp_path / "elsewhere")
    assert place.trust.known(str(place.file)) is None


def test_a_list_that_cannot_be_written_says_why(place):
    place.state.write_text("a file where the folder belongs")
    with pytest.raises(TrustError, match="cannot write"):
        place.trust.record(str(place.file), "1")


def test_jobs_of_an_untrusted_file_are_inactive_as_a_whole(place):
    text = '[jobs.test]\ncommand = "make test"\nwatch = ["**/*.c"]\n[groups.slow]\nparallel = 2\n'
    loaded = place.load(text)
    assert loaded.settings.jobs == {}
    assert loaded.settings.groups["slow"].parallel == 2
    assert [(p.kind, p.line, p.key) for p in loaded.problems] == [
        ("untrusted", 2, "jobs.test.command"),
        ("untrusted", 3, "jobs.test.watch"),
    ]
    trusted(place)
    assert place.load().settings.jobs["test"].watch == ("**/*.c",)


def test_what_is_wrong_in_a_table_of_jobs_is_said_key_by_key(place):
    loaded = place.load(user='[jobs.test]\ncommand = ["make"]\ntimout = "1m"\nevery = "often"\n[jobs]\nbuild = 3\n')
    assert loaded.settings.jobs["test"].command == ("make",)
    assert [(p.key, p.nearest) for p in loaded.problems] == [
        ("jobs.test.timout", "jobs.test.timeout"),
        ("jobs.test.every", ""),
        ("jobs.build", ""),
    ]
