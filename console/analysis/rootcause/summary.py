"""The one line that names a root cause."""

import re
from collections.abc import Sequence

from console.analysis.rootcause.blocks import weight
from console.analysis.rootcause.page import Page
from console.analysis.rootcause.signs import FRAME, PLACE, RAISED, TEST, TOOL

LIMIT = 300
_RULE = re.compile(
    r"[\W_]*+(?:FAILURES|ERRORS|Failures:|failures:|Errors:)?[\W_]*+$|_{3,}|={3,}|-{3,}|Traceback "
    r"|npm (?:ERR!|error) (?:code|errno|syscall|path|dest) "
)
_CARETS = re.compile(r"[\s|]*+[\^~](?:[\s|^~-]*+)$")
_MARKS = re.compile(r"^(?:##\[error\]|::error[^:]*+::|E {2,}|\[ERROR\] ++|npm (?:ERR!|error) |│ |● |❌ ?|✖ ?|> )+")


def summary(page: Page, evidence: Sequence[int], anchor: int) -> str:
    """The line of the evidence that says most: a named fault, else an exception, else the strictest line."""
    texts = [(index, page.texts[index].strip()) for index in evidence]
    telling = [
        (index, text)
        for index, text in texts
        if not _RULE.match(text) and not page.signs[index] & FRAME and not _quoted(page, index)
    ]
    for wanted in (PLACE, RAISED, TEST | TOOL):
        for at, (index, text) in enumerate(telling):
            if page.signs[index] & wanted:
                said = f"{text} {telling[at + 1][1]}" if text.endswith(":") and at + 1 < len(telling) else text
                return _MARKS.sub("", said)[:LIMIT].rstrip()
    index, text = max(telling or texts, key=lambda item: (weight(page.signs[item[0]]), item[0] == anchor))
    return _MARKS.sub("", text)[:LIMIT].rstrip()


def _quoted(page: Page, index: int) -> bool:
    """Whether a line is quoted source: carets below it point into it."""
    return index + 1 < len(page.texts) and _CARETS.match(page.texts[index + 1]) is not None
