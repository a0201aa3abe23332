"""The likeliest course of states: every minute says how badly each state fits it, every change of state costs.

The cheapest path through the last minutes is that of Viterbi (1967), settled with a fixed lag: what is shown now may
lean on two minutes of evidence only, what is settled has seen twelve more. That the change costs is the hysteresis, and
that the past is judged again is what back-dates the beginning of a state.
"""

import math
from collections.abc import Iterable

from msgspec import Struct

from console.analysis.flow.evidence import Evidence
from console.model.flow import FlowState, Friction

CHANGE = 0.8
OTHER_FRICTION = 0.7
"""What it costs to change the friction only."""
PAUSE = 3
"""Minutes of a block or a pause from which one has to recover."""
BACK = 10
"""Minutes within which one has recovered."""
IDLE_AFTER = 4
BLOCKING = (Friction.EXTERNAL_WAIT, Friction.RESOURCE_LIMIT, Friction.AMBIGUITY, Friction.REPEATED_ERROR)
LOW = 0.7
"""The part of one's own pace below which work is slow."""


class Guess(Struct, frozen=True):
    """A state, and what holds it up where something does."""

    state: FlowState
    friction: Friction | None = None


class Survivor(Struct, frozen=True):
    """The cheapest path that ends in a guess, and for how many minutes it has held."""

    cost: float
    held: int
    path: tuple[Guess, ...]


FLOWING, IDLE = Guess(FlowState.FLOWING), Guess(FlowState.IDLE)
RECOVERING = Guess(FlowState.RECOVERING)
GUESSES = (
    FLOWING, IDLE, RECOVERING, *(Guess(FlowState.SLOWED, one) for one in Friction),
    *(Guess(FlowState.BLOCKED, one) for one in BLOCKING),
)  # fmt: skip
_FROM = (FlowState.BLOCKED, FlowState.IDLE)


def begin(guess: Guess = IDLE) -> dict[Guess, Survivor]:
    """Where a path starts."""
    return {guess: Survivor(0.0, BACK, ())}


def walk(start: dict[Guess, Survivor], minutes: Iterable[Evidence]) -> dict[Guess, Survivor]:
    """The survivors after these minutes."""
    survivors = start
    for evidence in minutes:
        survivors = _step(survivors, costs(evidence))
    return survivors


def best(survivors: dict[Guess, Survivor]) -> tuple[Guess, ...]:
    """The cheapest path."""
    return min(survivors.values(), key=lambda one: one.cost).path


def costs(seen: Evidence) -> dict[Guess, float]:
    """How badly each guess fits a minute: 0 well, 1 hardly."""
    slow = max(0.0, 1 - seen.pace / LOW)
    found = {
        FLOWING: 0.9 * seen.strain + 0.8 * slow,
        IDLE: _idle(seen),
        RECOVERING: 0.1 + 0.7 * seen.strain + 0.5 * max(0.0, seen.pace - 0.5) + (0.3 if seen.quiet else 0.0),
    }
    for friction in Friction:
        felt = seen.felt[friction][0]
        stuck = felt * slow if friction in BLOCKING else 0.0
        found[Guess(FlowState.SLOWED, friction)] = 0.7 - 0.7 * felt + 0.5 * stuck
    for friction in BLOCKING:
        found[Guess(FlowState.BLOCKED, friction)] = 1.0 - seen.felt[friction][0] + 0.7 * min(1.0, seen.pace / LOW)
    return found


def _idle(seen: Evidence) -> float:
    """Nobody there: the longer the quiet around a minute the surer; never while something is waited for."""
    if seen.held:
        return 1.0
    return 1.2 if not seen.quiet else max(0.0, 0.9 - 0.9 * (seen.quiet - 1) / IDLE_AFTER)


def _step(survivors: dict[Guess, Survivor], fits: dict[Guess, float]) -> dict[Guess, Survivor]:
    return {guess: one for guess in GUESSES if (one := _into(guess, survivors, fits[guess])).cost < math.inf}


def _into(guess: Guess, survivors: dict[Guess, Survivor], fit: float) -> Survivor:
    """The cheapest way into a guess."""
    cost, before = min(
        ((one.cost + _change(last, guess, one.held), last) for last, one in survivors.items()), key=_cost
    )
    came = survivors[before]
    return Survivor(cost + fit, came.held + 1 if before == guess else 1, (*came.path, guess))


def _cost(way: tuple[float, Guess]) -> float:
    return way[0]


def _change(last: Guess, guess: Guess, held: int) -> float:
    """What it costs to go on from one guess to the next; one recovers from a block or a pause only, not for ever."""
    if last == guess:
        return 0.0 if guess != RECOVERING else max(0.0, 0.3 * (held - BACK + 3))
    if guess == RECOVERING:
        return 0.3 * CHANGE if last.state in _FROM and held >= PAUSE else math.inf
    return OTHER_FRICTION if last.state is guess.state else CHANGE
