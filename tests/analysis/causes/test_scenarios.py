"""Clusters that have one cause are found, and those that have not are left alone."""

import random

import pytest

from console.analysis.causes.find import causes
from tests.analysis.causes.scenarios import NO_CAUSE, ONE_CAUSE, WEEK, Scenario


def groups(scenario: Scenario) -> set[tuple[int, ...]]:
    return {cause.members for cause in causes(scenario.profiles, WEEK)}


@pytest.mark.parametrize("scenario", ONE_CAUSE, ids=lambda scenario: scenario.name)
def test_one_cause_is_found(scenario: Scenario) -> None:
    assert groups(scenario) == set(scenario.groups)


@pytest.mark.parametrize("scenario", NO_CAUSE, ids=lambda scenario: scenario.name)
def test_no_cause_is_made_up(scenario: Scenario) -> None:
    assert groups(scenario) == set()


@pytest.mark.parametrize("scenario", ONE_CAUSE, ids=lambda scenario: scenario.name)
def test_every_cause_has_evidence_in_words_and_a_head_of_its_own(scenario: Scenario) -> None:
    for cause in causes(scenario.profiles, WEEK):
        assert cause.head in cause.members
        assert cause.evidence
        assert all(" " in reason for reason in cause.evidence)
        assert 0.5 <= cause.confidence < 1


@pytest.mark.parametrize("scenario", ONE_CAUSE, ids=lambda scenario: scenario.name)
def test_the_order_of_the_clusters_does_not_matter(scenario: Scenario) -> None:
    shuffled = list(scenario.profiles)
    random.Random(4).shuffle(shuffled)
    assert causes(shuffled, WEEK) == causes(scenario.profiles, WEEK)
