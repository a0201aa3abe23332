"""A study says of a cluster what it is, where it began, what may mend it and what it resembles."""

from pathlib import Path

import pytest

from console.analysis.classify import classify
from console.analysis.similar.similar import Similar
from console.analysis.similar.vector import vector
from console.analysis.worker.desk import Desk
from console.analysis.worker.examine import examine
from console.analysis.worker.protocol import Examine, FindCauses, FoundCauses, Studied, Study
from console.analysis.worker.study import study
from console.model.failure import Category
from tests.analysis.causes.scenarios import ONE_CAUSE, WEEK

OUTPUTS = Path(__file__).parents[1] / "rootcause" / "beside"
LINES = (
    "collecting requirements",
    "Traceback (most recent call last):",
    '  File "/srv/app/main.py", line 3, in <module>',
    "    import yaml",
    "ModuleNotFoundError: No module named 'yaml'",
)
TITLE = "ModuleNotFoundError: No module named <*>"


def test_a_study_tells_all_there_is() -> None:
    found = study(Study(cluster=7, title=TITLE, lines=LINES), Similar(), classify)
    assert found.cluster == 7
    assert found.verdict.category in {Category.DEPENDENCY, Category.ENVIRONMENT}
    assert found.root is not None
    assert 5 in found.root.lines
    assert found.neighbours == ()


def test_what_was_studied_is_found_as_a_neighbour_of_the_next() -> None:
    desk = Desk()
    desk.answer(Study(cluster=7, title=TITLE, lines=LINES))
    again = desk.answer(
        Study(cluster=8, title=TITLE, lines=(*LINES[:3], "    import toml", LINES[4].replace("yaml", "toml")))
    )
    assert isinstance(again, Studied)
    assert [cluster for cluster, _ in again.neighbours] == [7]
    assert again.neighbours[0][1] > 0.6


def test_a_cluster_is_no_neighbour_of_itself() -> None:
    similar = Similar([(7, vector(TITLE))])
    assert study(Study(cluster=7, title=TITLE, lines=LINES), similar, classify).neighbours == ()


def test_a_baseline_of_another_version_is_as_good_as_none() -> None:
    found = study(Study(cluster=7, title=TITLE, lines=LINES, baseline=b"old"), Similar(), classify)
    assert found.root is not None
    assert "no passing run" in found.root.basis


def test_evidence_that_was_cut_out_before_is_marked_whole() -> None:
    told = (
        "lint failed: F401",
        "a.py:1:8: F401 `os` imported but unused",
        "...",
        "Found 1 error.",
        "[*] 1 fixable with --fix",
    )
    found = study(Study(cluster=7, title=TITLE, lines=told, basis="new against 1 passing run"), Similar(), classify)
    assert found.root is not None
    assert found.root.lines == (2, 4, 5)
    assert found.root.basis == "new against 1 passing run"


def test_a_study_of_nothing_is_unknown_and_silent() -> None:
    found = study(Study(cluster=1, title="", lines=()), Similar(), classify)
    assert found.verdict.category is Category.UNKNOWN
    assert (found.suggestions, found.root, found.neighbours) == ((), None, ())


def test_causes_are_found_at_the_desk() -> None:
    answer = Desk().answer(FindCauses(profiles=ONE_CAUSE[0].profiles, watched=WEEK))
    assert isinstance(answer, FoundCauses)
    assert [cause.members for cause in answer.causes] == [(1, 2)]


def test_a_suggestion_rests_on_the_command_and_its_output() -> None:
    lines = ("git: 'stauts' is not a git command. See 'git --help'.", "", "The most similar command is", "\tstatus")
    found = study(Study(cluster=1, title=lines[0], lines=lines, command="git stauts"), Similar(), classify)
    assert [one.command for one in found.suggestions][:1] == ["git status"]


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("assertion_first", Category.TEST),
        ("own_exception_first", Category.TEST),
        ("connection_first", Category.NETWORK),
    ],
)
def test_a_cluster_is_of_the_kind_of_the_failure_in_its_title(name: str, category: Category) -> None:
    evidence = examine(Examine(paths=(str(OUTPUTS / f"{name}.txt"),)), classify)
    lines = (f"pytest -q failed after 0.3 s: {evidence.summary}", *evidence.lines)
    found = study(Study(cluster=1, title=lines[0], lines=lines, basis=evidence.basis), Similar(), classify)
    assert evidence.verdict is not None
    assert (evidence.verdict.category, found.verdict.category) == (category, category)
