"""The parts of the search for causes: things that texts name, conditions, times, and pairs."""

from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.analysis.causes.conditions import conditions, conditions_of
from console.analysis.causes.find import causes
from console.analysis.causes.profile import Profile
from console.analysis.causes.together import spells, tail, together
from console.analysis.causes.traits import traits_of


def things(title: str) -> set[tuple[str, str]]:
    return set(traits_of(Profile(cluster=1, title=title)).things)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("connect ECONNREFUSED db.internal:5432", ("address", "db.internal:5432")),
        ("connect ECONNREFUSED 10.1.2.3:6379", ("address", "10.1.2.3:6379")),
        ("cannot reach redis://cache:6379/0", ("address", "cache:6379")),
        ('server at "db" (10.0.0.7), port 5432 refused', ("address", "db:5432")),
        ("listen EADDRINUSE :::3000", ("address", ":3000")),
        ("bind to localhost:8080.", ("address", ":8080")),
        ("getaddrinfo ENOTFOUND registry.npmjs.org", ("host", "registry.npmjs.org")),
        ("Could not resolve host: github.com", ("host", "github.com")),
        ("cannot open ./config/app.yml", ("path", "config/app.yml")),
        ("No module named 'yaml'", ("name", "yaml")),
        ("sh: 1: protoc: not found", ("name", "protoc")),
        ("ld: cannot find -lssl", ("name", "ssl")),
        ("DATABASE_URL is not set", ("variable", "DATABASE_URL")),
        ("request 3f2504e0-4f89-11d3-9a0c-0305e82c3301 failed", ("identifier", "3f2504e0-4f89-11d3-9a0c-0305e82c3301")),
    ],
)
def test_a_thing_is_read(title: str, expected: tuple[str, str]) -> None:
    assert expected in things(title)


@pytest.mark.parametrize(
    "title",
    [
        "app.py:120 failed",
        "at 12:34 all was well",
        "exit code:12",
        "in /usr/lib/python3.11/os.py",
        "node_modules/left/index.js broke",
        "SSL_ERROR and ERR_SOCKET",
        "the test was not found",
    ],
)
def test_what_names_nothing_of_note(title: str) -> None:
    assert not things(title)


def test_frames_of_a_stack_name_nothing() -> None:
    lines = ('  File "app/main.py", line 3, in run', "    at run (src/main.js:3:4)")
    assert traits_of(Profile(cluster=1, title="it broke", lines=lines)).things == frozenset()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("write: ENOSPC", "disk full"),
        ("java.lang.OutOfMemoryError: Java heap space", "out of memory"),
        ("ENOSPC: System limit for number of file watchers reached", "no more file watches"),
        ("ssh: connect to host a port 22: Connection refused", "connection refused"),
        ("429 Too Many Requests", "rate limited"),
    ],
)
def test_a_condition_is_told_by_its_names(text: str, name: str) -> None:
    assert [condition.name for condition in conditions_of(text)] == [name]


def test_a_sign_begins_a_word() -> None:
    assert conditions_of("ModuleNotFoundError: No module named x") == ()


def test_signs_are_lower_case_and_belong_to_one_condition() -> None:
    signs = [sign for condition in conditions() for sign in condition.signs]
    assert signs == [sign.lower() for sign in signs]
    assert len(signs) == len(set(signs))


def test_a_burst_is_one_spell() -> None:
    assert spells([5, 1, 2, 3, 3, 9, 20]) == [(1, 5), (9, 9), (20, 20)]


@settings(deadline=None)
@given(st.integers(1, 30), st.integers(0, 30), st.floats(0.001, 0.999))
def test_the_tail_is_the_binomial_one(tries: int, least: int, share: float) -> None:
    exact = sum(comb(tries, n) * share**n * (1 - share) ** (tries - n) for n in range(least, tries + 1))
    assert tail(least, tries, share) == pytest.approx(min(exact, 1.0), rel=1e-6, abs=1e-12)


@settings(deadline=None)
@given(st.lists(st.integers(0, 3000), max_size=30), st.lists(st.integers(0, 3000), max_size=30))
def test_who_comes_first_does_not_matter(one: list[int], other: list[int]) -> None:
    a, b = spells(one), spells(other)
    if len(a) != len(b):
        assert together(a, b, 4000) == together(b, a, 4000)


def test_once_among_thousands_of_minutes_is_once_and_not_often() -> None:
    when = together([(700, 701)], [(702, 702)], 10_000)
    assert when.once
    assert not when.often


def test_what_fills_the_time_is_together_with_nothing() -> None:
    always, daily = spells(range(0, 5000, 2)), spells(range(0, 5000, 500))
    assert not together(always, daily, 5000).once
    assert not together(always, daily, 5000).often


PROFILES = st.builds(
    Profile,
    cluster=st.integers(1, 50),
    title=st.text(max_size=60)
    | st.sampled_from(["connection refused db:5432", "disk full", "timeout db:5432", "x 'y' z"]),
    lines=st.lists(st.text(max_size=40), max_size=3).map(tuple),
    places=st.lists(st.sampled_from(["a.py:f", "b.py:g"]), max_size=2).map(tuple),
    tests=st.lists(st.sampled_from(["t1", "t2"]), max_size=2).map(tuple),
    nodes=st.lists(st.sampled_from(["n1", "n2"]), max_size=2).map(tuple),
    minutes=st.lists(st.integers(0, 5000), max_size=12).map(tuple),
)


@settings(deadline=None)
@given(st.lists(PROFILES, max_size=8, unique_by=lambda profile: profile.cluster))
def test_causes_are_disjoint_and_of_known_clusters(profiles: list[Profile]) -> None:
    found = causes(profiles)
    members = [member for cause in found for member in cause.members]
    assert len(members) == len(set(members))
    assert set(members) <= {profile.cluster for profile in profiles}
    assert all(len(cause.members) > 1 and cause.evidence for cause in found)


@pytest.mark.parametrize("piece", ["a.", "/a", "x:", "'a", "A_", "a@", "1.", "port ", "host ", "\x00", "\u00e9"])
def test_only_the_head_of_a_bomb_is_read(piece: str) -> None:
    short, long = (Profile(cluster=1, title=piece * (size // len(piece))) for size in (30_000, 3_000_000))
    assert traits_of(short) == traits_of(long)
