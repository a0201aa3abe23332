"""The history of a repository: commits that say of themselves that they mend something, and what they touched."""

import re
import subprocess
from collections.abc import Iterator

from console.model.cluster import Mended
from console.text.clean import clean
from console.text.redact import redact_text

COMMITS = 20_000
SECONDS = 60.0
FILES = 200
SUBJECT = 200

_MENDS = re.compile(r"(?i)\b(?:fix(?:e[sd]|ing)?|hotfix|bugfix|repairs?|revert(?:s|ed)?|resolves?|correct(?:s|ed)?)\b")
_BEGIN = "\x01"


class HistoryError(Exception):
    """The history cannot be read; the message says why."""


def mended(repository: str) -> Iterator[Mended]:
    """The commits on the way to HEAD that mend something, oldest first; at most the last 20,000 are looked at.

    Nothing that the repository's own configuration names is run. Raises HistoryError when git is missing, fails or
    takes longer than a minute.
    """
    argv = (
        "git", "--no-optional-locks", "-c", "core.quotePath=false", "-c", "log.showSignature=false", "log",
        f"--max-count={COMMITS}", "--no-merges", "--name-only", "--no-ext-diff", "--no-textconv",
        f"--format={_BEGIN}%H%x00%ct%x00%s",
    )  # fmt: skip
    try:
        done = subprocess.run(argv, cwd=repository, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise HistoryError(f"the history of {repository} cannot be read: {error}") from error
    if done.returncode:
        said = clean(done.stderr.decode(errors="replace").strip())[:200]
        raise HistoryError(f"the history of {repository} cannot be read: {said}")
    entries = done.stdout.decode(errors="replace").split(_BEGIN)[1:]
    return (commit for entry in reversed(entries) if (commit := _commit(entry)) is not None)


def _commit(entry: str) -> Mended | None:
    head, _, rest = entry.partition("\n")
    digest, _, head = head.partition("\0")
    time, _, subject = head.partition("\0")
    files = tuple(clean(name) for name in rest.split("\n") if name)[:FILES]
    if not time.isdigit() or not files or not _MENDS.search(subject):
        return None
    subject = redact_text(clean(subject))[:SUBJECT]
    return Mended(commit=digest, time=float(time), subject=subject, files=files)
