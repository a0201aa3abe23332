"""The kinds as they are declared: enough of them, each whole, chosen by name, skipped by name."""

import shlex

import pytest

from console.actions.fix import split
from console.drill.catalogue import UnknownKindError, catalogue, choose, named
from console.drill.kind import Kind
from console.model.failure import Category

KINDS = catalogue()
ASKED = 40


def kind(**changes: object) -> Kind:
    return Kind(**({"category": Category.BUILD, "cause": "x", "run": "sh -c false", "name": "one"} | changes))


def test_there_are_enough_kinds_under_names_of_their_own():
    assert len(KINDS) >= ASKED
    assert len({one.name for one in KINDS}) == len(KINDS)


def test_every_category_but_infrastructure_is_drilled():
    assert {one.category for one in KINDS} >= set(Category) - {Category.UNKNOWN, Category.INFRASTRUCTURE}


@pytest.mark.parametrize("one", KINDS, ids=lambda one: one.name)
def test_each_kind_is_whole(one):
    assert one.cause
    assert shlex.split(one.run)
    assert bool(one.fix) == bool(one.verify), "what is mended is verified"
    assert all(split(line.replace("$FOLDER", "/x")) for line in one.fix)
    assert all("/" not in name for name in one.files)
    assert one.after in {"", *(other.name for other in KINDS)}


def test_a_name_brings_what_belongs_to_it():
    assert {one.name for one in named(["cascade-follower"], KINDS)} == {"cascade", "cascade-follower"}
    assert named([], KINDS) == KINDS


def test_an_unknown_name_is_refused_by_name():
    with pytest.raises(UnknownKindError, match="no-such-kind"):
        named(["no-such-kind"], KINDS)


def test_what_cannot_run_here_is_skipped_by_name(tmp_path):
    env = {"PATH": "/usr/bin:/bin"}
    tool = kind(programs=("no-such-tool",))
    probed = kind(name="probed", probe="false")
    bound = kind(name="bound", needs_permissions=True)
    well = kind(name="well", probe="true", programs=("sh",))
    choice = choose([tool, probed, bound, well], env, enforced=False)
    assert choice.kinds == (well,)
    assert dict(choice.skipped) == {
        "one": "no-such-tool is not installed",
        "probed": "`false` fails",
        "bound": "the modes of files do not bind this user",
    }


def test_what_follows_a_skipped_kind_is_left_out_with_it():
    head, follower = kind(programs=("no-such-tool",)), kind(name="two", after="one")
    assert choose([head, follower], {"PATH": "/usr/bin:/bin"}, enforced=True).kinds == ()
