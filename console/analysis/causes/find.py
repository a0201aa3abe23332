"""Finding causes: pairs worth a look, evidence for each, density clusters over the evidence, a head for each.

The clusters are those of DBSCAN (Ester, Kriegel, Sander, Xu, KDD 1996) over the doubt that two have one cause. Chains
are cut: a member needs evidence with the hub of its cluster, not only with a neighbour of a neighbour.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from console.analysis.causes.link import Link, Pair, View, link
from console.analysis.causes.profile import Cause, Profile
from console.analysis.causes.together import spells
from console.analysis.causes.traits import traits_of

DAY = 24 * 60
DOUBT = 0.4

_HOLDERS = 60
_REASONS = 5

Links = Mapping[tuple[int, int], Link]


def causes(profiles: Sequence[Profile], watched: int = 0) -> tuple[Cause, ...]:
    """The causes among some clusters, those with most members first.

    `watched` is how many minutes were looked at in all; 0 takes the time that the clusters span, at least a day.
    Nothing is random: the same profiles in any order give the same causes.
    """
    ordered = sorted(profiles, key=lambda profile: profile.cluster)
    if len(ordered) < 2:
        return ()
    views = _views(ordered)
    links = _links(views, watched or _span(ordered))
    found = [cause for group in _dense(links, len(views)) for cause in _stars(views, links, group)]
    return tuple(sorted(found, key=lambda cause: (-len(cause.members), cause.head)))


def _views(profiles: Sequence[Profile]) -> list[View]:
    """What each names; what more than half of many name tells nothing, nor does a word that more than a few have."""
    traits = [traits_of(profile) for profile in profiles]
    things = Counter(thing for one in traits for thing in one.things)
    words = Counter(word for one in traits for word in one.words)
    common, rare = max(8, len(profiles) // 2), max(3, len(profiles) // 20)
    return [
        View(
            profile,
            one,
            spells(profile.minutes),
            frozenset(thing for thing in one.things if things[thing] <= common),
            frozenset(word for word in one.words if words[word] <= rare),
        )
        for profile, one in zip(profiles, traits, strict=True)
    ]


def _span(profiles: Sequence[Profile]) -> int:
    minutes = [minute for profile in profiles for minute in profile.minutes]
    return max(max(minutes) - min(minutes) + 1, DAY) if minutes else DAY


def _links(views: Sequence[View], watched: int) -> dict[tuple[int, int], Link]:
    """The proven links among all pairs that are alike or share something."""
    from console.analysis.causes.texts import Texts

    texts = Texts([view.profile for view in views])
    found = {}
    for one, other in sorted(texts.near() | _sharing(views)):
        proven = link(Pair(views[one], views[other], texts.words(one, other), watched))
        if proven is not None:
            found[one, other] = proven
    return found


def _sharing(views: Sequence[View]) -> set[tuple[int, int]]:
    """Pairs that share a thing, a condition, a place or a rare word; what very many share brings no pairs."""
    holders: defaultdict[object, list[int]] = defaultdict(list)
    for number, view in enumerate(views):
        shared: list[object] = [*view.things, *view.words, *(condition.name for condition in view.traits.conditions)]
        for value in (*shared, *(("place", place) for place in view.profile.places[:1])):
            holders[value].append(number)
    return {pair for some in holders.values() if len(some) <= _HOLDERS for pair in combinations(some, 2)}


def _dense(links: Links, size: int) -> list[list[int]]:
    """Groups of clusters that hang together by proven links."""
    if not links:
        return []
    import numpy as np
    from scipy.sparse import csr_array
    from sklearn.cluster import DBSCAN

    rows, columns = np.array(list(links)).T
    doubts = np.array([1 - proven.confidence for proven in links.values()])
    both = (np.concatenate((rows, columns)), np.concatenate((columns, rows)))
    distances = csr_array((np.concatenate((doubts, doubts)), both), shape=(size, size))
    labels = DBSCAN(eps=DOUBT, min_samples=2, metric="precomputed").fit(distances).labels_
    return [np.flatnonzero(labels == label).tolist() for label in range(labels.max() + 1)]


def _stars(views: Sequence[View], links: Links, group: Iterable[int]) -> list[Cause]:
    """Causes within a group: the one with most links and all that are linked with it, then the same of the rest."""
    left, found = set(group), []
    while len(left) > 1:
        strength = {
            one: sum(links[pair].confidence for other in left if (pair := _pair(one, other)) in links) for one in left
        }
        hub = max(sorted(left), key=strength.__getitem__)
        members = [hub, *sorted(other for other in left if _pair(hub, other) in links)]
        left -= set(members)
        if len(members) > 1:
            found.append(_cause(views, [links[_pair(hub, other)] for other in members[1:]], members))
    return found


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _cause(views: Sequence[View], proofs: Sequence[Link], members: Sequence[int]) -> Cause:
    """One cause; as sure as its weakest link."""
    reasons = Counter(reason for proof in proofs for reason in proof.reasons)
    head = min((views[member] for member in members), key=_precedence)
    return Cause(
        members=tuple(sorted(views[member].profile.cluster for member in members)),
        head=head.profile.cluster,
        evidence=tuple(reason for reason, _ in reasons.most_common(_REASONS)),
        confidence=min(proof.confidence for proof in proofs),
    )


def _precedence(view: View) -> tuple[float, bool, int, int]:
    """What came first stands for the cause; then what names a known trouble; then the most frequent."""
    first = min(view.profile.minutes, default=float("inf"))
    return first, not view.traits.conditions, -view.profile.total, view.profile.cluster
