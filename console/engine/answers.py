"""What a helper printed, understood: an opinion in words, or a command that it would run."""

import msgspec
from msgspec import Struct

from console.model.helping import Said
from console.text.clean import clean, clean_body
from console.text.redact import redact_text

OPINION, WHY = 8000, 1000
WORDS, LONGEST = 64, 2048


class _Answer(Struct):
    """The object a helper may print: `argv` is the command, `why` its reason in words."""

    argv: tuple[str, ...] = ()
    why: str = ""


def understood(output: bytes) -> Said:
    """The answer, clean and redacted; a command that cannot be one makes it an opinion as a whole."""
    try:
        told = msgspec.json.decode(output.strip(), type=_Answer)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        told = _Answer()
    if not _runnable(told.argv):
        return Said(opinion=redact_text(clean_body(output, limit=OPINION)).strip())
    return Said(argv=told.argv, why=redact_text(clean(told.why[:WHY])))


def _runnable(argv: tuple[str, ...]) -> bool:
    """Whether words can be a command: few, printable, and none of them a secret that would be stored."""
    if not 0 < len(argv) <= WORDS or not argv[0].strip():
        return False
    return all(len(word) <= LONGEST and clean(word) == word and redact_text(word) == word for word in argv)
