"""What the history of a test tells."""

from console.analysis.testing.history import DAY, flip_rate, standing
from console.model.testing import Record, Result, Standing, Verdict

P, F, S = Verdict.PASSED, Verdict.FAILED, Verdict.SKIPPED


def told(*results: Result) -> Standing:
    found = standing(Record(suite="s", name="t", results=results, message="no"))
    assert found is not None
    return found


def at(time: float, verdict: Verdict, commit: str = "", *, clean: bool = True, seconds: float | None = 1.0) -> Result:
    return Result(time=time, verdict=verdict, commit=commit, clean=clean, seconds=seconds)


def test_a_test_never_told_of_has_no_standing() -> None:
    assert standing(Record(suite="s", name="t", results=())) is None


def test_pass_and_fail_on_one_clean_commit_is_flaky() -> None:
    found = told(at(1, P, "abc"), at(2, F, "abc"), at(3, P, "abc"))
    assert found.flaky == "passed and failed on abc"
    assert found.flips == 1.0
    assert found.failures == 1


def test_edits_between_the_runs_explain_the_difference() -> None:
    assert not told(at(1, P, "abc", clean=False), at(2, F, "abc", clean=False)).flaky
    assert not told(at(1, P, "abc"), at(2, F, "def")).flaky


def test_old_flakiness_is_forgotten() -> None:
    assert not told(at(1, P, "a"), at(2, F, "a"), at(20 * DAY, P, "b")).flaky


def test_skips_neither_flip_nor_count() -> None:
    found = told(at(1, P), at(2, S), at(3, P))
    assert (found.runs, found.flips) == (2, 0.0)
    assert flip_rate([]) == 0.0


def test_the_first_commit_of_the_present_failures() -> None:
    found = told(at(1, F, "a"), at(2, P, "b"), at(3, F, "c"), at(4, F, "d"))
    assert (found.first_failed, found.last_passed) == ("c", "b")
    assert told(at(1, F, "a"), at(2, P, "b")).first_failed == ""


def test_slow_is_against_its_own_history() -> None:
    usual = [at(n, P, seconds=1.0 + n % 2 / 10) for n in range(10)]
    assert 4 < told(*usual, at(11, P, seconds=5.0)).slow < 6
    assert told(*usual, at(11, P, seconds=1.2)).slow == 0
    assert told(*usual[:3], at(11, P, seconds=50.0)).slow == 0
    noisy = [at(n, P, seconds=1.0 + n % 5 * 2) for n in range(10)]
    assert told(*noisy, at(11, P, seconds=9.0)).slow == 0
