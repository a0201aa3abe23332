"""The text of a template, from the lines of its cluster: what differs among them is variable, so is what looks so.

What looks variable follows Khan, Shin, Bianculli, Briand, "Guidelines for Assessing the Accuracy of Log Message
Template Identification Techniques", ICSE 2022: numbers, addresses, absolute paths, booleans, a word joined to a
variable; variables that only signs part are one. A word that merely holds a digit (`ssh2`) is believed to be a name
until it is seen to vary.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from console.analysis.mining.wording import ALWAYS_VARIABLE, UNITS
from console.text.mask import LIMIT, WILDCARD, Kind, Part, parts

_VARIABLE = "\x00"
_LONGEST = 240
_LOOKS = 24
_ALIGNMENTS = 8
_SURE_AFTER = 3
_FEW = 3
_JOINTS = frozenset(".-/$@#")
_TOKEN = re.compile(r"[\w\x00]+|\s+|[^\w\s]")
_ONE = re.compile(r"\x00(?:[.:/@#\\-]?\x00)+")
_COMPOUND = re.compile(r"(?<![\w\x00])[\w\x00]++(?:[.@#$&/+-]++[\w\x00]++)++")
_FIGURED = re.compile(r"(?<![A-Za-z_])[A-Za-z_]*+[\d\x00]\w*")
_JOINED = re.compile(r"[^\W\d]")
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")


class Pattern:
    """What the lines of a cluster have in common; it looks at a bounded number of them."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens_of(text)
        self._seen = 1
        self._alignments = _ALIGNMENTS

    @property
    def curious(self) -> bool:
        """Whether a line that differs in figures only may still change it."""
        return self._seen < _LOOKS and any(map(_DIGIT.search, self.tokens))

    def observe(self, text: str) -> None:
        """Look at one more line of the cluster, unless enough were looked at."""
        if self._seen >= _LOOKS:
            return
        self._seen += 1
        self.absorb(tokens_of(text))

    def absorb(self, tokens: list[str]) -> None:
        """Make variable what differs in other tokens of the cluster."""
        if tokens == self.tokens:
            return
        if len(tokens) == len(self.tokens) and all(map(_comparable, self.tokens, tokens)):
            self.tokens = _compared(self.tokens, tokens)
        elif self._alignments:
            self._alignments -= 1
            self.tokens = _aligned(self.tokens, tokens)

    def text(self) -> str:
        """The template, with `<*>` for what varies."""
        sure = self._seen >= _SURE_AFTER
        shown = [
            token if _constant(token, following, sure=sure) else _VARIABLE
            for token, following in zip_longest(self.tokens, self.tokens[1:], fillvalue="")
        ]
        return _ONE.sub(_VARIABLE, " ".join("".join(shown).split())).replace(_VARIABLE, WILDCARD)

    def restore(self, seen: int) -> None:
        """Know how many lines were looked at before."""
        self._seen = seen

    @property
    def seen(self) -> int:
        """How many lines were looked at."""
        return self._seen


def tokens_of(text: str) -> list[str]:
    """The words, blanks and signs of a message; those that are variable by what they are become the mark of it.

    Like keys they come from the first LIMIT characters.
    """
    pieces: list[str] = []
    end = 0
    text = text[:LIMIT].replace(_VARIABLE, " ")
    for part in parts(text, quoted=False):
        if _hard(part, text):
            pieces += (text[end : part.start], _VARIABLE)
            end = part.end - (text[part.end - 1] == "%")
    marked = _COMPOUND.sub(_whole, "".join((*pieces, text[end:])))
    tokens = _TOKEN.findall(marked)[:_LONGEST]
    return [_VARIABLE if _VARIABLE in token or token.lower() in ALWAYS_VARIABLE else token for token in tokens]


def _hard(part: Part, text: str) -> bool:
    """Whether a part varies whatever the other lines say."""
    content = text[part.start : part.end]
    if part.kind is Kind.IDENTIFIER:
        return False
    if part.kind is Kind.URL:
        return _DIGIT.search(content) is not None
    if part.kind is Kind.PATH:
        return content[0] in "/\\" or content[1:2] == ":"
    return part.kind is not Kind.NUMBER or not _JOINED.search(
        text[part.start - 1 : part.start] + text[part.end : part.end + 1]
    )


def _whole(match: re.Match[str]) -> str:
    """The mark for words joined by signs of which two hold digits or are variable, such as `R24-M1-N3`."""
    return _VARIABLE if len(_FIGURED.findall(match[0])) > 1 else match[0]


def _constant(token: str, following: str, *, sure: bool) -> bool:
    """Whether a token is shown as it is: all but the mark, bare numbers and words that look generated."""
    if token == _VARIABLE or not _DIGIT.search(token):
        return token != _VARIABLE
    digits = len(_DIGIT.findall(token))
    if following == "=" and token[0].isalpha():
        return True
    return _LETTER.search(token) is not None and digits <= (_FEW if sure else 1)


def _comparable(one: str, other: str) -> bool:
    """Whether two tokens can be the same place of a template: blanks and signs must be equal."""
    return one == other or (_word(one) and _word(other)) or not one


def _word(token: str) -> bool:
    return token == _VARIABLE or token[:1] == "_" or token[:1].isalnum()


def _compared(tokens: list[str], others: Sequence[str]) -> list[str]:
    """Tokens with the mark where the others differ; a unit that varies is part of the figure before it."""
    result = list(tokens)
    for at, (token, other) in enumerate(zip(tokens, others, strict=True)):
        if token == other or not token or token.isspace():
            continue
        result[at] = _VARIABLE
        if token in UNITS and other in UNITS and at > 1 and result[at - 2] == _VARIABLE:
            result[at - 1] = result[at] = ""
    return result


def _aligned(tokens: list[str], others: list[str]) -> list[str]:
    """What two lists of tokens have in common, in order; the mark stands for the words between."""
    result: list[str] = []
    differed = False
    for kind, start, end, _, _ in SequenceMatcher(None, tokens, others, autojunk=False).get_opcodes():
        if kind == "equal":
            rest = tokens[start:end]
            while differed and rest and _of_name(rest[0]):
                rest = rest[1:]
            result += rest
            differed = False
        else:
            while result and _of_name(result[-1]):
                result.pop()
            result.append(_VARIABLE)
            differed = True
    return result


def _of_name(token: str) -> bool:
    """Whether a token can be a part of a name: a word or a sign that joins words."""
    return _word(token) or token in _JOINTS
