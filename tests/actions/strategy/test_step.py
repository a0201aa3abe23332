"""What follows a failed attempt: never what cannot help, another way before the same, and an end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.actions.strategy import Policy, next_step
from console.model.failure import Category
from console.model.ruling import Tactic, Tried

EVERY = frozenset({Tactic.CLEAN, Tactic.FEWER, Tactic.FIX, Tactic.HELPER})


def run(category: Category, policy: Policy, fingerprint: str = "same") -> list[Tactic]:
    """The tactics of a job that fails for ever in the same way."""
    history, tactic, taken = [], Tactic.AGAIN, []
    while tactic.runs:
        history.append(Tried(tactic, fingerprint, category))
        tactic = next_step(history, category, fingerprint, policy).tactic
        taken.append(tactic)
    return taken


@pytest.mark.parametrize("category", [Category.TEST, Category.LINT, Category.AUTH, Category.BUILD])
def test_what_judges_the_code_is_not_asked_again_whatever_was_wished(category):
    step = next_step([Tried(Tactic.AGAIN, "f", category)], category, "f", Policy(retries=9, automatic=9))
    assert step.tactic is Tactic.PERSON
    assert category.value in step.reason


@pytest.mark.parametrize("category", [Category.NETWORK, Category.INFRASTRUCTURE, Category.TIMEOUT])
def test_what_is_not_the_jobs_fault_is_tried_again_by_itself(category):
    assert run(category, Policy(automatic=1)) == [Tactic.AGAIN, Tactic.PERSON]
    assert run(category, Policy()) == [Tactic.PERSON]


def test_others_only_as_often_as_a_person_wished():
    assert run(Category.UNKNOWN, Policy(automatic=5)) == [Tactic.PERSON]
    assert run(Category.UNKNOWN, Policy(retries=1)) == [Tactic.AGAIN, Tactic.PERSON]


def test_the_same_error_again_takes_another_way_and_ends_with_the_helper():
    taken = run(Category.UNKNOWN, Policy(retries=20, ways=EVERY))
    assert taken == [
        Tactic.AGAIN, Tactic.CLEAN, Tactic.FEWER, Tactic.FIX, Tactic.AGAIN, Tactic.HELPER,
    ]  # fmt: skip
    assert run(Category.UNKNOWN, Policy(retries=20)) == [Tactic.AGAIN, Tactic.AGAIN, Tactic.PERSON]


def test_a_shortage_is_met_with_fewer_workers_first():
    assert run(Category.RESOURCE, Policy(retries=3, ways=EVERY))[0] is Tactic.FEWER


def test_another_error_begins_anew():
    history = [Tried(Tactic.AGAIN, "a"), Tried(Tactic.AGAIN, "a")]
    policy = Policy(retries=9, ways=EVERY)
    assert next_step(history, Category.UNKNOWN, "a", policy).tactic is Tactic.CLEAN
    assert next_step([*history, Tried(Tactic.CLEAN, "b")], Category.UNKNOWN, "b", policy).tactic is Tactic.AGAIN


@given(
    st.lists(st.tuples(st.sampled_from([t for t in Tactic if t.runs]), st.sampled_from("ab")), min_size=1),
    st.sampled_from(list(Category)), st.integers(0, 50), st.integers(0, 50),
    st.frozensets(st.sampled_from(sorted(EVERY))),
)  # fmt: skip
def test_never_the_same_thing_a_fourth_time(pairs, category, retries, automatic, ways):
    history = [Tried(tactic, fingerprint) for tactic, fingerprint in pairs]
    last = history[-1].fingerprint
    step = next_step(history, category, last, Policy(retries=retries, automatic=automatic, ways=ways))
    alike = sum(one.tactic is step.tactic and one.fingerprint == last for one in history)
    assert not step.tactic.runs or alike < 3
    assert not step.tactic.runs or len(history) <= max(retries, automatic)
    assert step.tactic in ways | {Tactic.AGAIN, Tactic.PERSON}
    assert step.reason
