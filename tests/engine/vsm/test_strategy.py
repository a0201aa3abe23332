"""Which pattern changes what, how strictly and for how long."""

import pytest
from msgspec.structs import replace

from console.engine.vsm.failed_first import failed_first
from console.engine.vsm.strategy import ANSWERS, follow, words
from console.model.event import Severity
from console.model.job import Work
from console.model.pattern import Pattern
from console.model.vsm import Lever

NOW = 1_800_000_000.0


def pattern(rule: str, last: float = NOW, **fields: object) -> Pattern:
    made = Pattern(
        rule=rule, key={}, since=last - 60, last=last, severity=Severity.WARNING, weight=0.5, text=f"{rule} shows"
    )
    return replace(made, **fields)


def test_nothing_unusual_changes_nothing() -> None:
    assert follow((), [pattern("error_burst"), pattern("silence")], NOW) == ()


@pytest.mark.parametrize("rule", sorted(ANSWERS))
def test_every_answer_has_a_reason_words_and_an_end(rule: str) -> None:
    (measure,) = follow((), [pattern(rule)], NOW)
    assert measure.reason == f"{rule} shows"
    assert words(measure)
    assert NOW < measure.until <= NOW + 1800


def test_a_pattern_that_goes_on_renews_its_measure_and_its_beginning_stays() -> None:
    first = follow((), [pattern("starvation")], NOW)
    later = follow(first, [pattern("starvation", NOW + 60)], NOW + 60)
    assert later[0].since == NOW
    assert later[0].until == first[0].until + 60


def test_it_expires_after_the_pattern_was_last_seen() -> None:
    first = follow((), [pattern("starvation")], NOW)
    ended = [pattern("starvation", ended=NOW + 5)]
    assert follow(first, ended, NOW + 599) == first
    assert follow(first, ended, NOW + 601) == ()


def test_the_strictest_of_several_is_in_force() -> None:
    both = [pattern("overload"), pattern("exhaustion"), pattern("retry_storm"), pattern("quota_limit")]
    found = {one.lever: one for one in follow((), both, NOW)}
    assert found[Lever.PARALLEL].rule == "exhaustion"
    assert (found[Lever.RETRIES].rule, found[Lever.RETRIES].value) == ("quota_limit", 300)


def work(*argv: str) -> Work:
    return Work(argv=argv, cwd="/")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("pytest", "-q"), ("pytest", "--failed-first", "-q")),
        (
            ("/venv/bin/python", "-m", "pytest", "tests"),
            ("/venv/bin/python", "-m", "pytest", "--failed-first", "tests"),
        ),
        (("pytest", "--lf"), ("pytest", "--lf")),
        (("pytest", "-p", "no:cacheprovider"), ("pytest", "-p", "no:cacheprovider")),
        (("pytest", "-pno:cacheprovider"), ("pytest", "-pno:cacheprovider")),
        (("make", "test"), ("make", "test")),
        (("echo", "a", "b", "c", "pytest"), ("echo", "a", "b", "c", "pytest")),
    ],
)
def test_failed_tests_run_first_where_the_runner_can(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    assert failed_first(work(*before)).argv == after
