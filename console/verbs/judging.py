"""What kind of failure it is, by the built-in rules and those of files named on the command line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from console.analysis.classify import Classify


def classifier(files: Sequence[str]) -> "Classify":
    """How to classify with the rules of these files too. Raises UsageError that names every flaw of theirs."""
    if not files:
        from console.analysis.classify import classify

        return classify
    from console.analysis.classify.rulefile import classifier_of

    judge, problems = classifier_of(files)
    if problems:
        raise click.UsageError("\n".join(problem.text() for problem in problems))
    return judge
