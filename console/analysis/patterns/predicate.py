"""Plain predicates over the fields of a record: parsed into closures, never evaluated as code.

    type == "attempt" and (retry or status in [429, 503]) and not text matches "(?i)quota"

Names are fields, a missing one is never equal to, above or below anything. Severity words compare by urgency. Numbers
may carry a unit: `5m` is 300, `90%` is .9. Patterns run on RE2, in time linear in the text.
"""

import operator
import re
from collections.abc import Callable

import re2

from console.analysis.patterns.durations import seconds
from console.model.event import Severity
from console.model.pattern import Fields, Scalar

Test = Callable[[Fields], bool]
_Value = Callable[[Fields], Scalar | None]

LONGEST = 2000
DEEPEST = 20
MEMORY = 1024 * 1024
_TOKEN = re.compile(
    r"""\s*+(?:(?P<string>"[^"]*+"|'[^']*+')|(?P<number>-?\d++(?:\.\d++)?+(?:%|[a-z]++)?+)"""
    r"""|(?P<name>[A-Za-z_][\w.]*+)|(?P<sign>==|!=|<=|>=|<|>|\(|\)|\[|\]|,))"""
)
_RANK: dict[object, int] = {severity.word: int(severity) for severity in Severity}
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_WORDS = frozenset({"and", "or", "not", "in", "contains", "matches", "true", "false"})


class PredicateError(ValueError):
    """The text is no predicate; the message says why and where."""


def compare(sign: str, left: object, right: object) -> bool:
    """Whether `left sign right` holds; what cannot be compared does not."""
    if sign == "==":
        return left == right
    if sign == "!=":
        return left != right
    if isinstance(left, str) or isinstance(right, str):
        left, right = _RANK.get(left), _RANK.get(right)
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return False
    return _COMPARE[sign](left, right)


def parse(text: str) -> Test:
    """The test that a text describes. Raises PredicateError."""
    return _Parser(text).whole()


def types(text: str) -> frozenset[str] | None:
    """The only values of `type` that can pass, where the text begins by naming them; None when any may."""
    parser = _Parser(text)
    parser.whole()
    return parser.types


class _Parser:
    """Recursive descent over the tokens of one predicate."""

    def __init__(self, text: str) -> None:
        self._tokens = _split(text)
        self._at = 0
        self._depth = 0
        self.types: frozenset[str] | None = None

    def whole(self) -> Test:
        """The whole text as one test."""
        found = self._either()
        if self._peek():
            raise PredicateError(f"{self._peek()!r} was not expected")
        return found

    def _either(self) -> Test:
        tests, kinds = [self._both()], [self.types]
        while self._take("or"):
            tests.append(self._both())
            kinds.append(self.types)
        known = [kind for kind in kinds if kind is not None]
        self.types = frozenset().union(*known) if len(known) == len(kinds) else None
        return tests[0] if len(tests) == 1 else lambda fields: any(test(fields) for test in tests)

    def _both(self) -> Test:
        tests, kinds = [self._plain()], [self.types]
        while self._take("and"):
            tests.append(self._plain())
            kinds.append(self.types)
        self.types = next((kind for kind in kinds if kind is not None), None)
        if len(tests) == 1:
            return tests[0]
        if len(tests) == 2:
            first, second = tests
            return lambda fields: first(fields) and second(fields)
        return lambda fields: all(test(fields) for test in tests)

    def _plain(self) -> Test:
        self._depth += 1
        if self._depth > DEEPEST:
            raise PredicateError("is nested too deeply")
        if self._take("not"):
            denied = self._plain()
            self.types = None
            found: Test = lambda fields: not denied(fields)  # noqa: E731
        elif self._take("("):
            found = self._either()
            self._need(")")
        else:
            found = self._relation()
        self._depth -= 1
        return found

    def _relation(self) -> Test:
        self.types = None
        name = self._peek()
        left = self._operand()
        sign = self._peek()
        if sign in ("==", "!=", *_COMPARE):
            self._at += 1
            return self._compared(name, left, sign)
        if self._take("in"):
            choices = self._list()
            self.types = frozenset(map(str, choices)) if name == "type" else None
            return lambda fields: left(fields) in choices
        if self._take("contains"):
            right = self._operand()
            return lambda fields: str(right(fields)) in str(left(fields) or "")
        if self._take("matches"):
            search = _pattern(self._literal()).search
            return lambda fields: search(str(left(fields) or "")) is not None
        return lambda fields: bool(left(fields))

    def _compared(self, name: str, left: _Value, sign: str) -> Test:
        literal = self._constant()
        if literal is None:
            right = self._operand()
            return lambda fields: compare(sign, left(fields), right(fields))
        if sign == "==":
            self.types = frozenset({str(literal)}) if name == "type" else None
            return lambda fields: left(fields) == literal
        return lambda fields: compare(sign, left(fields), literal)

    def _operand(self) -> _Value:
        literal = self._constant()
        if literal is not None:
            return lambda _fields: literal
        name = self._peek()
        if not name or name in _WORDS or not (name[0].isalpha() or name[0] == "_"):
            raise PredicateError(f"a field or value was expected at {name or 'the end'!r}")
        self._at += 1
        return lambda fields: fields.get(name)

    def _constant(self) -> Scalar | None:
        """The literal at this place; None where a name stands."""
        word = self._peek()
        if word in ("true", "false"):
            self._at += 1
            return word == "true"
        if word[:1] in ("'", '"', "-") or word[:1].isdigit():
            return self._literal()
        return None

    def _literal(self) -> Scalar:
        word = self._peek()
        self._at += 1
        if word[:1] in ("'", '"'):
            return word[1:-1]
        if word[:1] == "-" or word[:1].isdigit():
            return _number(word)
        raise PredicateError(f"a value was expected at {word or 'the end'!r}")

    def _list(self) -> frozenset[Scalar]:
        self._need("[")
        found = {self._literal()}
        while self._take(","):
            found.add(self._literal())
        self._need("]")
        return frozenset(found)

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self, word: str) -> bool:
        found = self._peek() == word
        self._at += found
        return found

    def _need(self, word: str) -> None:
        if not self._take(word):
            raise PredicateError(f"{word!r} was expected at {self._peek() or 'the end'!r}")


def _split(text: str) -> list[str]:
    if len(text) > LONGEST:
        raise PredicateError(f"is longer than {LONGEST} characters")
    tokens, at, end = [], 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise PredicateError(f"cannot be read at {text[at : at + 20].strip()!r}")
        tokens.append(match[match.lastgroup or 0])
        at = match.end()
    if not tokens:
        raise PredicateError("must not be empty")
    return tokens


def _number(word: str) -> float:
    if word.endswith("%"):
        return float(word[:-1]) / 100
    try:
        return float(word) if word[-1].isdigit() else seconds(word)
    except ValueError as error:
        raise PredicateError(str(error)) from error


def _pattern(literal: Scalar) -> "re2._Regexp":
    chosen = re2.Options()
    chosen.log_errors = False
    chosen.max_mem = MEMORY
    try:
        return re2.compile(str(literal), chosen)
    except re2.error as error:
        raise PredicateError(f"the pattern {str(literal)[:40]!r} cannot be run") from error
