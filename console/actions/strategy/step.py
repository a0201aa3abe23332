"""What follows a failed attempt: a pure function of what was tried, what failed and what is allowed."""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from console.model.failure import Category
from console.model.ruling import Step, Tactic, Tried

MOST_ALIKE = 3
"""The same tactic is never used a fourth time against the same failure."""

_AGAIN, _CLEAN, _FEWER, _FIX = Tactic.AGAIN, Tactic.CLEAN, Tactic.FEWER, Tactic.FIX
TRANSIENT = frozenset({Category.NETWORK, Category.INFRASTRUCTURE, Category.TIMEOUT})
_LADDER: dict[Category, tuple[Tactic, ...]] = {
    Category.NETWORK: (_AGAIN, _CLEAN, _FIX),
    Category.INFRASTRUCTURE: (_AGAIN, _CLEAN, _FIX),
    Category.TIMEOUT: (_AGAIN, _FEWER, _CLEAN, _FIX),
    Category.RESOURCE: (_FEWER, _AGAIN, _CLEAN, _FIX),
    Category.UNKNOWN: (_AGAIN, _CLEAN, _FEWER, _FIX),
    Category.DEPENDENCY: (_CLEAN, _FIX),
    Category.ENVIRONMENT: (_CLEAN, _FIX),
    Category.BUILD: (_CLEAN, _FIX),
    Category.CONFIGURATION: (_FIX,),
    Category.AUTH: (),
    Category.TEST: (),
    Category.LINT: (),
}
_SAME = "the same input gives the same answer"
_REFUSED = {
    Category.TEST: "a test judged the code, and would judge it so again",
    Category.LINT: f"a checker judged the code: {_SAME}",
    Category.AUTH: "it was not let in, and asking again may lock the account",
    Category.CONFIGURATION: f"its configuration is wrong: {_SAME}",
    Category.BUILD: f"it does not build: {_SAME}",
    Category.DEPENDENCY: f"a dependency is missing or in conflict: {_SAME}",
    Category.ENVIRONMENT: f"something is missing on this machine: {_SAME}",
}


class Policy(Struct, frozen=True, kw_only=True):
    """What is allowed: `retries` a person asked for, `automatic` ones of failures that are not the job's own fault.

    `ways` are the tactics beside trying again that there are for this job and that may be used without asking.
    """

    retries: int = 0
    automatic: int = 0
    ways: frozenset[Tactic] = frozenset()


def next_step(history: Sequence[Tried], category: Category, fingerprint: str, policy: Policy) -> Step:
    """What follows the last attempt of `history`, which failed with `fingerprint` (empty: not known).

    The same failure again asks for another tactic before the same one; when nothing is left, for the helper if that is
    allowed, and then for the person.
    """
    most = max(policy.retries, policy.automatic if category in TRANSIENT else 0)
    ladder = [tactic for tactic in _LADDER[category] if tactic is _AGAIN or tactic in policy.ways]
    if not ladder:
        return _over(policy, f"{category.value}: {_REFUSED.get(category, 'nothing is known that would help')}")
    if len(history) > most:
        spent = f"{len(history)} attempts were made" if most else f"{category.value}: no retries were asked for"
        return _over(policy, spent)
    alike = [one for one in history if fingerprint and one.fingerprint == fingerprint]
    used = Counter(one.tactic for one in alike)
    fresh = [tactic for tactic in ladder if not used[tactic]]
    if fresh and (len(alike) > 1 or not used[ladder[0]]):
        return Step(fresh[0], _fresh(fresh[0], category, len(alike)))
    if used[ladder[0]] < _most(ladder[0]):
        return Step(ladder[0], f"{category.value}: it may pass when it runs again")
    return _over(policy, f"it failed {len(alike)} times with the same error, and nothing else is known to try")


def _fresh(tactic: Tactic, category: Category, alike: int) -> str:
    if tactic is _AGAIN:
        return f"{category.value}: it may pass when it runs again"
    return f"{category.value}, {alike} times the same error: now {tactic.value}"


def _most(tactic: Tactic) -> int:
    return MOST_ALIKE if tactic is _AGAIN else 1


def _over(policy: Policy, why: str) -> Step:
    return Step(Tactic.HELPER if Tactic.HELPER in policy.ways else Tactic.PERSON, why)
