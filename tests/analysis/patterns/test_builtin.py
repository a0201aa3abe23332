import pytest

from console.analysis.patterns import built_in
from console.analysis.patterns.examples import fired, run
from console.analysis.patterns.rule import Rule
from console.analysis.patterns.rulefile import read_rule

RULES = {rule.id: rule for rule in built_in()}
NAMES = {
    "error_burst", "repeated_error", "cascade", "correlated_failure", "retry_storm", "thundering_herd", "overload",
    "oscillation", "flapping", "flaky", "slow_leak", "exhaustion", "starvation", "hang", "deadlock", "silence",
    "regression_after_change", "quota_limit",
}  # fmt: skip


def test_the_eighteen_patterns_are_there() -> None:
    assert set(RULES) == NAMES


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_every_rule_keeps_its_examples(rule: Rule) -> None:
    outcomes = list(run(rule))
    assert {outcome.expected for outcome in outcomes} == {True, False}
    assert [outcome for outcome in outcomes if not outcome.right] == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_each_case_fires_its_own_rule_and_no_other(rule: Rule) -> None:
    for example in rule.test:
        found = {name for name, _, _ in fired(built_in(), example, rule)}
        assert found == ({rule.id} if example.fires else set())


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_every_sentence_is_filled(rule: Rule) -> None:
    told = [outcome.text for outcome in run(rule) if outcome.fired is not None]
    assert told
    assert not [text for text in told if "?" in text or "{" in text]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_no_built_in_rule_has_a_flaw(rule: Rule) -> None:
    import msgspec

    assert read_rule(msgspec.to_builtins(rule))[1] == []
