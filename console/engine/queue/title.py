"""What a job is called on screen, and the command line it stands for."""

import shlex

from console.model.job import Work
from console.text.clean import clean
from console.text.redact import redact_text

LIMIT = 400
LONGEST = 4000


def title(work: Work) -> str:
    """Its name, else its command line: clean, redacted and not endless."""
    return redact_text(clean((work.name or shlex.join(work.argv))[: 4 * LIMIT]))[:LIMIT]


def command(work: Work) -> str:
    """Its command line: clean, redacted; empty for an endless one, of which a part would mean something else."""
    line = shlex.join(work.argv)
    return redact_text(clean(line)) if len(line) <= LONGEST else ""
