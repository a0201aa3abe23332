"""Suggestions for a failed command, best first."""

from collections.abc import Callable, Iterator

from console.analysis.fixes.advised import from_printed
from console.analysis.fixes.case import Case, case
from console.analysis.fixes.firing import from_registry
from console.analysis.fixes.hints import from_hints
from console.analysis.fixes.lookup import from_lists
from console.analysis.fixes.programs import from_programs
from console.analysis.fixes.risks import weighed
from console.analysis.fixes.surroundings import NOWHERE, Surroundings
from console.model.failure import Suggestion

MOST = 5
FLOOR = 0.2

SOURCES: tuple[Callable[[Case], Iterator[Suggestion]], ...] = (
    from_registry,
    from_hints,
    from_printed,
    from_lists,
    from_programs,
)


def suggest(command: str, output: str, here: Surroundings = NOWHERE) -> tuple[Suggestion, ...]:
    """What may mend `command`, which printed `output`: at most `MOST` suggestions, best first; often none.

    An empty command means that only its output is known. `here` is what may be looked up.
    """
    return answers(case(command, output, here, log=not command.strip()))


def answers(failed: Case) -> tuple[Suggestion, ...]:
    """What may mend a failure that has been taken up."""
    if failed.line.text and not failed.line.segments:
        return ()
    return ranked(failed, [made for source in SOURCES for made in source(failed)])


def ranked(failed: Case, made: list[Suggestion]) -> tuple[Suggestion, ...]:
    """The best of them, each command once; what destroys is never sure unless the tool itself names it."""
    best: dict[tuple[str, ...], Suggestion] = {}
    for suggestion in sorted((weighed(one, failed) for one in made), key=lambda one: -one.confidence):
        if suggestion.confidence >= FLOOR and suggestion.command != failed.line.text:
            best.setdefault(suggestion.argv, suggestion)
    return tuple(best.values())[:MOST]
