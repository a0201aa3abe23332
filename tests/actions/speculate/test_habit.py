"""What a person usually runs next."""

import pytest

from console.actions.speculate.habit import SPAN, Cases, Guess, Habit, class_of, likely, rate, worth


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/p/src/a/b.py", "src/*.py"), ("/p/setup.py", "*.py"), ("/p/Makefile", "*"), ("/p/docs/x.md", "docs/*.md")],
)
def test_classes_of_files(path, expected):
    assert class_of(path, "/p") == expected


def learned(*followed):
    habit = Habit()
    for job in followed:
        habit = habit.with_case(job)
    return {"src/*.py": habit}


def test_what_mostly_followed_is_likely_after_enough_cases():
    assert likely(learned(*["test"] * 4), ["src/*.py"]) == ""
    assert likely(learned(*["test"] * 5), ["src/*.py"]) == "test"
    assert likely(learned(*["test"] * 7, "", "", "lint"), ["src/*.py"]) == "test"
    assert likely(learned(*["test"] * 6, "", "", "lint"), ["src/*.py"]) == ""
    assert likely(learned(*["test"] * 9), ["docs/*.md"]) == ""


def test_saving_again_and_again_is_one_case():
    cases = Cases()
    for moment in (0, 10, 100, 200):
        assert cases.saved(["src/*.py"], moment) == frozenset()
    cases.saved(["docs/*.md"], 210)
    assert cases.asked(300) == {"src/*.py", "docs/*.md"}
    assert cases.asked(301) == frozenset()


def test_a_case_in_which_nothing_follows_is_closed_by_time():
    cases = Cases()
    cases.saved(["a"], 0)
    assert cases.expired(120) == frozenset()
    assert cases.expired(121) == {"a"}
    cases.saved(["b"], 200)
    assert cases.saved(["c"], 500) == {"b"}
    assert cases.asked(1000) == frozenset()
    assert cases.expired(1000) == {"c"}


def test_guessing_turns_itself_off_and_tries_again_a_week_later():
    bad = [Guess(0, False), Guess(1, False), Guess(2, True)]
    assert worth(bad, 10)
    bad.append(Guess(3, False))
    assert not worth(bad, 10)
    assert worth([*bad, Guess(4, True), Guess(5, True)], 10)
    assert worth(bad, SPAN + 4)
    assert rate([*bad, Guess(6, None)], 10) == (4, 1)
