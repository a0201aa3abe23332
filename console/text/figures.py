"""Figures that are no values but meaning: no mask may hide them, because another figure is another failure.

The code of an error names it everywhere. What a program ended with, a web server answered or a system call returned
tells failures apart: whoever sees 401 and 500, or exit 1 and exit 137, looks for different causes. In a log of what
works these are measurements and lines that differ in them are of one kind; so only failures keep them.

Kept digits lie in a private range of Unicode, out of the masks' reach, until they are `restored`. A pattern begins
with its sign, which makes the search fast, and repeats nothing without a bound.
"""

import re

_RANGE = 0xE000
_KEPT = {48 + digit: _RANGE + digit for digit in range(10)}
_RESTORED = {_RANGE + digit: 48 + digit for digit in range(10)}
KEPT = re.compile(f"[{chr(_RANGE)}-{chr(_RANGE + 9)}]")

_ID = r"(?:\[| |: ?| \[)([A-Z]{1,5}-?[0-9]{2,5})\b"
CODES = (
    ("rror", rf"rror(?<=[eE]rror){_ID}"),
    ("RROR", rf"RROR(?<=ERROR){_ID}"),
    ("arning", rf"arning(?<=warning){_ID}"),
)
_CODE = "[ _-]?(?:[cC]ode|[sS]tatus|[vV]alue)"
_WHAT = " (?:[sS]tatus|[eE]rror|[rR]esponse|[cC]ode)"
_IS = r"[\"']?(?: was| is| of)?(?:[ :=]{1,3}| \()[\"']?"
_ANSWER = r"([1-5][0-9]{2})(?!\w|\.\w|:[0-9])"
_END = r"(-?[0-9]{1,3}|-?[0-9]{10}|0x[0-9a-fA-F]{8})(?!\w|\.\w)"
_NUMBER = r"(-?[0-9]{1,5}|0x[0-9a-fA-F]{8})(?!\w|\.\w)"
STATUSES = (
    ("HTTP", rf"HTTP(?:S|/[0-9](?:\.[0-9])?\"?|Error)?(?:{_WHAT}){{0,2}}{_IS}{_ANSWER}"),
    ("tatus", rf"tatus(?:[ _-]?[cC]ode)?{_IS}{_ANSWER}"),
    ("esponse", rf"esponse{_CODE}{_IS}{_ANSWER}"),
    ("eturned ", rf"eturned (?:an )?error{_IS}\(?{_ANSWER}"),
    ("code E", r"code (E[0-9]{3})\b"),
    ("xit", rf"xit(?:ed)?(?: with)?(?:{_CODE})?{_IS}{_END}"),
    ("=exited, ", rf"=exited, status={_END}"),
    ("eturn", rf"eturn(?:ed|s|ing)?(?: with)?(?: an?)?(?: non-?zero)?(?: exit)?{_CODE}{_IS}{_END}"),
    ("(code ", rf"\(code {_END}"),
    ("curl: (", rf"curl: \({_END}"),
    ("] Error ", rf"\] Error {_END}"),
    ("ignal", rf"ignal{_IS}([0-9]{{1,2}})(?!\w|\.\w)"),
    ("rrno", rf"rrno{_IS}{_NUMBER}"),
    ("s error ", rf"s error {_NUMBER}"),
    ("WinError ", rf"WinError {_NUMBER}"),
    ("rror", rf"rror{_CODE}{_IS}{_NUMBER}"),
)  # fmt: skip
_Patterns = tuple[tuple[str, re.Pattern[str]], ...]


def _compiled(table: tuple[tuple[str, str], ...]) -> _Patterns:
    return tuple((sign, re.compile(pattern)) for sign, pattern in table)


_CODES, _STATUSES = _compiled(CODES), _compiled(STATUSES)


def with_codes(text: str) -> str:
    """A clean line with the digits of errors' codes kept."""
    return _with(text, _CODES)


def telling(text: str) -> str:
    """A clean line of a failure with all figures kept that are meaning: codes, exits, answers, signals, errno."""
    return _with(_with(text, _CODES), _STATUSES)


def restored(text: str) -> str:
    """The text with kept digits as they were."""
    return text if text.isascii() else text.translate(_RESTORED)


def _with(text: str, patterns: _Patterns) -> str:
    for sign, pattern in patterns:
        if sign in text:
            text = pattern.sub(_kept, text)
    return text


def _kept(match: re.Match[str]) -> str:
    """What was found with the digits of its figure kept."""
    start, end = match.span(1)
    head = start - match.start()
    return match[0][:head] + match[1].translate(_KEPT) + match[0][head + end - start :]
