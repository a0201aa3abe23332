"""Whether two clusters have one cause. It takes evidence of two kinds; when in doubt they have not.

What is asked: do they name the same thing, do they tell of the same trouble, do they happen together? Words alone
prove nothing, and time alone joins nothing that names different things.
"""

from collections.abc import Collection, Iterator

from msgspec import Struct

from console.analysis.causes.conditions import Reach
from console.analysis.causes.profile import Profile
from console.analysis.causes.together import Together, together
from console.analysis.causes.traits import ADDRESS, HOST, IDENTIFIER, NAME, PATH, VARIABLE, Traits

_THINGS = {IDENTIFIER: 0.9, ADDRESS: 0.7, NAME: 0.6, VARIABLE: 0.6, HOST: 0.5, PATH: 0.5}
_ALIKE = 0.35
_VERY_ALIKE = 0.6
_WITHIN = 0.75
_MOST = 0.97


class View(Struct, frozen=True):
    """One cluster with what was read from it: its times as spells, the things and words that tell something here."""

    profile: Profile
    traits: Traits
    spells: list[tuple[int, int]]
    things: frozenset[tuple[str, str]]
    words: frozenset[str]


class Words(Struct, frozen=True):
    """How alike two texts are: their cosine, and the share of the shorter that is in the longer."""

    likeness: float
    within: float

    @property
    def alike(self) -> bool:
        """Whether they say much the same."""
        return self.likeness >= _ALIKE or self.within >= _WITHIN


class Link(Struct, frozen=True):
    """Two clusters have one cause: the reasons in words, most telling first, and how sure that is."""

    reasons: tuple[str, ...]
    confidence: float


class Pair:
    """Two clusters side by side. The properties are what may be said of both."""

    def __init__(self, one: View, other: View, words: Words, watched: int) -> None:
        self.one, self.other, self.words = one, other, words
        self.when = together(one.spells, other.spells, watched)
        self.things = one.things & other.things
        mine, yours = one.traits.conditions, other.traits.conditions
        self.conditions = tuple(condition for condition in mine if condition in yours)
        self.network = any(c.network for c in mine) and any(c.network for c in yours)
        self.same_words = one.words & other.words
        self.place = (
            next(iter(one.profile.places[:1]), "") if one.profile.places[:1] == other.profile.places[:1] else ""
        )

    @property
    def never_together(self) -> bool:
        """Both have times, and none in common."""
        return bool(self.one.spells and self.other.spells) and not self.when.shared

    @property
    def apart(self) -> bool:
        """They touch different machines."""
        return _disjoint(self.one.profile.nodes, self.other.profile.nodes)

    @property
    def at_odds(self) -> bool:
        """They name different things of one kind, or other tests: time and words say nothing then."""
        kinds = (ADDRESS, HOST, NAME, PATH, VARIABLE)
        named = ((self._values(self.one, kind), self._values(self.other, kind)) for kind in kinds)
        tests = (self.one.profile.tests, self.other.profile.tests)
        return any(_disjoint(mine, yours) for mine, yours in (*named, tests))

    def shares(self, *kinds: str) -> bool:
        """Whether both name the same thing of one of these kinds."""
        return any(kind in kinds for kind, _ in self.things)

    def differ(self, *kinds: str) -> bool:
        """Whether both name things of one of these kinds, and not the same."""
        return any(_disjoint(self._values(self.one, kind), self._values(self.other, kind)) for kind in kinds)

    @staticmethod
    def _values(view: View, kind: str) -> frozenset[str]:
        return frozenset(value for own, value in view.traits.things if own == kind)


def _disjoint(one: Collection[str], other: Collection[str]) -> bool:
    return bool(one) and bool(other) and not set(one) & set(other)


def link(pair: Pair) -> Link | None:
    """Why two clusters have one cause; None when that is not proven."""
    if not (_one_request(pair) or _one_peer(pair) or _one_machine(pair) or _one_thing(pair) or _one_moment(pair)):
        return None
    reasons = tuple(_reasons(pair))
    doubt = 1.0
    for weight, _ in reasons:
        doubt *= 1 - weight
    ranked = sorted(reasons, key=lambda reason: -reason[0])
    return Link(tuple(words for _, words in ranked), min(1 - doubt, _MOST))


def _one_request(pair: Pair) -> bool:
    """Both name one request, trace or transaction."""
    return pair.shares(IDENTIFIER)


def _one_peer(pair: Pair) -> bool:
    """Trouble with one peer, whatever shape it took: refused, timed out, unavailable; or the same trouble with it."""
    if not (pair.network or any(c.reach is not Reach.MACHINE for c in pair.conditions)):
        return False
    if pair.shares(ADDRESS) or (pair.shares(HOST) and not pair.differ(ADDRESS)):
        if pair.never_together:
            return bool(pair.conditions) and pair.words.alike
        return bool(pair.conditions) or pair.when.once or pair.when.often
    named = bool(pair.same_words) and not pair.differ(ADDRESS, HOST)
    return pair.network and named and pair.when.often


def _one_machine(pair: Pair) -> bool:
    """The same want on one machine at one time: it strikes whoever comes along. A network is down now and then."""
    if pair.apart:
        return False
    if any(c.reach is Reach.MACHINE for c in pair.conditions):
        return pair.when.once or pair.when.often
    return any(c.reach is Reach.NETWORK for c in pair.conditions) and pair.when.often


def _one_thing(pair: Pair) -> bool:
    """The same file, name, variable or place, and the same said of it, or always together."""
    soft = pair.shares(NAME, VARIABLE, PATH) or bool(pair.place)
    if not soft or pair.differ(NAME, VARIABLE):
        return False
    if pair.never_together:
        return pair.words.likeness >= (_ALIKE if pair.shares(NAME, VARIABLE) else _VERY_ALIKE)
    if pair.shares(NAME, VARIABLE) or pair.place:
        return pair.words.alike or pair.when.often
    return pair.words.likeness >= _ALIKE


def _one_moment(pair: Pair) -> bool:
    """Nearly the same words, always together, and nothing against it."""
    near = pair.words.likeness >= _VERY_ALIKE or pair.words.within >= _WITHIN
    return near and pair.when.often and not pair.at_odds


def _reasons(pair: Pair) -> Iterator[tuple[float, str]]:
    """Everything that speaks for one cause, with its weight."""
    for kind, value in sorted(pair.things, key=lambda thing: (-_THINGS[thing[0]], thing))[:3]:
        yield _THINGS[kind], f"both name the {kind} {value}"
    if pair.place:
        yield 0.6, f"both come from {pair.place}"
    for condition in pair.conditions[:2]:
        yield (0.55 if condition.reach is Reach.MACHINE else 0.4), f"both tell of: {condition.name}"
    if pair.network and not pair.conditions:
        names = sorted({c.name for view in (pair.one, pair.other) for c in view.traits.conditions if c.network})
        yield 0.3, f"both are trouble with a peer: {', '.join(names)}"
    if pair.same_words and not pair.things:
        yield 0.3, f"both speak of {', '.join(sorted(pair.same_words)[:3])}"
    if pair.when.once or pair.when.often:
        yield 0.5 if pair.when.often else 0.25, _together(pair.when)
    if pair.words.alike:
        share = max(pair.words.likeness, pair.words.within)
        yield share / 2, f"their words are alike ({share:.2f})"


def _together(when: Together) -> str:
    odds = "never by chance" if when.chance < 1e-12 else f"by chance 1 in {round(1 / max(when.chance, 1e-12)):,}"
    return f"together {when.shared} of {when.total} times ({odds})"
