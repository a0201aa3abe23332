"""Patterns compiled when first asked: they answer like those of `re`, and those of all recognisers can be compiled."""

import importlib
import pkgutil
import re

import pytest

from console.analysis import faults
from console.text.late import Late

ROOMS = sorted(module.name for module in pkgutil.iter_modules(faults.__path__))


def test_it_answers_like_re() -> None:
    pattern, compiled = Late(r"(\d+)"), re.compile(r"(\d+)")
    found, same = pattern.search("a 12"), compiled.search("a 12")
    assert found is not None
    assert same is not None
    assert found.span() == same.span()
    assert pattern.sub("n", "1 2") == "n n"
    assert pattern.findall("1 2") == ["1", "2"]
    assert [one[0] for one in pattern.finditer("1 2")] == ["1", "2"]
    assert pattern.fullmatch("1 2") is None


def test_flags_hold() -> None:
    assert Late("todo", re.IGNORECASE).match("TODO") is not None


def test_nothing_is_compiled_before_the_first_question() -> None:
    pattern = Late("(")
    with pytest.raises(re.error):
        pattern.match("")


def test_what_is_no_question_is_no_attribute() -> None:
    with pytest.raises(AttributeError):
        _ = Late("a").groups


@pytest.mark.parametrize("room", ROOMS)
def test_the_patterns_of_a_recogniser_compile(room: str) -> None:
    module = importlib.import_module(f"{faults.__name__}.{room}")
    for value in vars(module).values():
        if isinstance(value, Late):
            assert re.compile(value.pattern, value.flags)
