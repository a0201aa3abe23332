"""What a job is called on screen."""

import shlex

from console.model.job import Work
from console.text.clean import clean
from console.text.redact import redact_text

LIMIT = 400


def title(work: Work) -> str:
    """Its name, else its command line: clean, redacted and not endless."""
    return redact_text(clean((work.name or shlex.join(work.argv))[: 4 * LIMIT]))[:LIMIT]
