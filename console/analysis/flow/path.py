"""The likeliest course of states: every minute says how badly each state fits it, every change of state costs.

The cheapest path through the last minutes is that of Viterbi (1967), settled with a fixed lag: what is shown now may
lean on two minutes of evidence only, what is settled has seen twelve more. That the change costs is the hysteresis, and
that the past is judged again is what back-dates the beginning of a state.
"""

from collections.abc import Iterable, Iterator

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


Way = tuple[float, Guess]
"""What it costs so far to come from a guess."""
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
    """One minute on. Into a guess leads the cheapest of all, or of those of its state: the others cannot be cheaper."""
    within: dict[FlowState, Way] = {}
    for last, one in survivors.items():
        if last.state not in within or one.cost < within[last.state][0]:
            within[last.state] = (one.cost, last)
    cheapest = min(within.values(), key=_cost)
    found: dict[Guess, Survivor] = {}
    for guess in GUESSES:
        ways = list(_staying(guess, survivors))
        ways += _recovering(survivors) if guess == RECOVERING else _changing(guess, within, cheapest)
        if ways:
            cost, before = min(ways, key=_cost)
            came = survivors[before]
            held = came.held + 1 if before == guess else 1
            found[guess] = Survivor(cost + fits[guess], held, (*came.path, guess))
    return found


def _cost(way: Way) -> float:
    return way[0]


def _staying(guess: Guess, survivors: dict[Guess, Survivor]) -> Iterator[Way]:
    """To stay costs nothing, but one does not recover for ever."""
    own = survivors.get(guess)
    if own is not None:
        yield own.cost + (max(0.0, 0.3 * (own.held - BACK + 3)) if guess == RECOVERING else 0.0), guess


def _recovering(survivors: dict[Guess, Survivor]) -> Iterator[Way]:
    """One recovers only from a block or a pause that has held."""
    for last, one in survivors.items():
        if last.state in _FROM and one.held >= PAUSE:
            yield one.cost + 0.3 * CHANGE, last


def _changing(guess: Guess, within: dict[FlowState, Way], cheapest: Way) -> Iterator[Way]:
    yield cheapest[0] + CHANGE, cheapest[1]
    if guess.state in within:
        cost, last = within[guess.state]
        yield cost + OTHER_FRICTION, last
