"""The line to a server: what happens to tokens, limits, broken and odd answers."""

import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.ci.errors import (
    BrokenError,
    CiError,
    DeniedError,
    GarbledError,
    LimitedError,
    MissingError,
    RejectedError,
    TooLargeError,
    UnreachableError,
)
from collectors.ci.http.cache import Cache
from collectors.ci.http.client import MOST_JSON
from collectors.ci.http.credential import Credential, bearer, origin
from tests.collectors.ci.loopback import Request, Response, loopback
from tests.collectors.ci.support import client
from tests.collectors.sources_support import HandClock

TOKEN = "glpat-" + "Zz9" * 8


async def test_a_token_goes_to_its_own_host_only(tmp_path: Path):
    async with loopback(lambda _request: Response(200, b"log")) as other:

        def answer(request: Request) -> Response:
            if request.path == "/here":
                return Response(302, b"", {"location": "/there"})
            if request.path == "/there":
                return Response(302, b"", {"location": f"{other.url}/blob"})
            return Response(200, b"{}")

        async with loopback(answer) as own:
            for make in (bearer, lambda base, token, why: Credential(base, "PRIVATE-TOKEN", token, why)):
                async with client(own.url, HandClock(), make(own.url, TOKEN, "a test")) as line:
                    assert await line.fetch("/here") == b"log"
        assert all(any(TOKEN in value for value in request.headers.values()) for request in own.seen)
        assert len(own.seen) == 4
        assert not [value for request in other.seen for value in request.headers.values() if TOKEN in value]


async def test_no_cookie_is_kept():
    async with (
        loopback(lambda _request: Response(200, b"{}", {"set-cookie": "id=1; Path=/"})) as server,
        client(server.url, HandClock()) as line,
    ):
        await line.ask("/a")
        await line.ask("/b")
        assert "cookie" not in server.seen[1].headers


@pytest.mark.parametrize(
    "target", ["http://other.example/x", "ftp://127.0.0.1/x", "file:///etc/passwd", "", "http://127.0.0.1:1/x"]
)
async def test_redirects_that_are_not_followed(target: str):
    """Not from TLS to plain text, not to what is no web address, not from elsewhere to this machine."""
    import httpx

    from collectors.ci.http.client import Client
    from collectors.ci.http.host import Host
    from tests.collectors.ci.support import even

    asked = []

    def send(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(302, headers={"location": target})

    line = Client("https://ci.example", Host("ci.example", HandClock(), even), transport=httpx.MockTransport(send))
    with pytest.raises(GarbledError):
        await line.fetch("/log")
    assert set(asked) == {"https://ci.example/log"}
    await line.close()


async def test_redirects_in_circles_end():
    async with (
        loopback(lambda _request: Response(302, b"", {"location": "/again"})) as server,
        client(server.url, HandClock()) as line,
    ):
        with pytest.raises(GarbledError):
            await line.fetch("/log")
        assert len(server.seen) == 5


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (Response(401, b'{"message": "Bad credentials"}'), DeniedError),
        (Response(403, b'{"message": "Resource not accessible"}'), DeniedError),
        (Response(404, b"{}"), MissingError),
        (Response(422, b'{"message": "no such ref"}'), RejectedError),
        (Response(500, b"oops"), BrokenError),
        (Response(502, b"<html>"), BrokenError),
        (Response(200, b"<!DOCTYPE html><title>Sign in</title>"), GarbledError),
        (Response(200, b"[1, 2"), GarbledError),
        (Response(200, b'{"a": "text"}'), GarbledError),
        (Response(200, b"\xff\xfe\x00"), GarbledError),
        (Response(200, b" " * (MOST_JSON + 1)), TooLargeError),
        (Response(429, b"slow down"), LimitedError),
        (Response(403, b'{"message": "You have exceeded a secondary rate limit"}'), LimitedError),
        (Response(503, b"", {"retry-after": "7"}), LimitedError),
    ],
)
async def test_what_a_status_means(response: Response, error: type[CiError], caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    async with loopback(lambda _request: response) as server, client(server.url, HandClock(), token=TOKEN) as line:
        with pytest.raises(error) as raised:
            await line.get("/x", dict[str, int])
    assert TOKEN not in str(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    assert TOKEN not in caplog.text


async def test_a_token_in_the_servers_words_is_hidden():
    answer = Response(401, f'{{"message": "who is {TOKEN}?"}}'.encode())
    async with loopback(lambda _request: answer) as server, client(server.url, HandClock(), token=TOKEN) as line:
        with pytest.raises(DeniedError) as raised:
            await line.ask("/x")
    assert TOKEN not in str(raised.value)
    assert TOKEN not in repr(line.credential)


async def test_terminal_sequences_in_the_servers_words_are_cleaned():
    answer = Response(422, b'{"message": "\\u001b]52;c;aGk=\\u0007red\\u001b[2J\\u202e"}')
    async with loopback(lambda _request: answer) as server, client(server.url, HandClock()) as line:
        with pytest.raises(RejectedError) as raised:
            await line.ask("/x")
    assert str(raised.value).isprintable()


async def test_nothing_is_asked_until_a_limit_is_over():
    clock = HandClock()
    async with (
        loopback(lambda _request: Response(429, b"", {"retry-after": "3600"})) as server,
        client(server.url, clock) as line,
    ):
        with pytest.raises(LimitedError) as raised:
            await line.ask("/x")
        assert raised.value.until == clock.now() + 3600
        for _ in range(3):
            clock.time += 1000
            with pytest.raises(LimitedError):
                await line.ask("/x")
        assert len(server.seen) == 1
        clock.time += 601
        with pytest.raises(LimitedError):
            await line.ask("/x")
        assert len(server.seen) == 2


async def test_limits_without_a_time_grow():
    clock = HandClock()
    async with loopback(lambda _request: Response(429)) as server, client(server.url, clock) as line:
        waits = []
        for _ in range(4):
            with pytest.raises(LimitedError) as raised:
                await line.ask("/x")
            waits.append(raised.value.until - clock.now())
            clock.time = raised.value.until
        assert waits == [60, 120, 240, 480]
        assert len(server.seen) == 4


async def test_the_last_requests_of_an_allowance_are_kept():
    clock = HandClock()
    headers = {"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "5", "x-ratelimit-reset": str(clock.now() + 900)}
    async with loopback(lambda _request: Response(200, b"{}", headers)) as server, client(server.url, clock) as line:
        await line.ask("/x")
        with pytest.raises(LimitedError):
            await line.ask("/x")
        clock.time += 901
        await line.ask("/x")
        assert len(server.seen) == 2


async def test_a_broken_host_is_left_alone_and_tried_with_one_request():
    clock = HandClock()
    answers = [Response(500)] * 4 + [Response(200, b"{}")]
    async with loopback(lambda _request: answers.pop(0)) as server, client(server.url, clock) as line:
        for _ in range(3):
            with pytest.raises(BrokenError):
                await line.ask("/x")
        for _ in range(5):
            with pytest.raises(UnreachableError, match="left alone"):
                await line.ask("/x")
        assert len(server.seen) == 3
        clock.time += 6
        with pytest.raises(BrokenError):
            await line.ask("/x")
        with pytest.raises(UnreachableError, match="left alone"):
            await line.ask("/x")
        clock.time += 11
        await line.ask("/x")
        assert len(server.seen) == 5


async def test_nobody_listens():
    async with loopback(lambda _request: Response()) as server:
        gone = server.url
    async with client(gone, HandClock(), token=TOKEN) as line:
        with pytest.raises(UnreachableError) as raised:
            await line.ask("/x")
    assert TOKEN not in str(raised.value)


async def test_a_server_that_hangs_is_given_up():
    async with loopback(lambda _request: Response(hang=True)) as server, client(server.url, HandClock()) as line:
        with pytest.raises(UnreachableError, match=r"0\.2 s"):
            await line._send("GET", server.url, {}, patience=0.2)


async def test_an_answer_with_a_tag_is_transferred_once():
    def answer(request: Request) -> Response:
        same = request.headers.get("if-none-match") == '"1"'
        return Response(304 if same else 200, b'{"a": 1}', {"etag": '"1"'})

    async with loopback(answer) as server, client(server.url, HandClock()) as line:
        for _ in range(3):
            assert await line.get("/x", dict[str, int], {"page": 1}) == {"a": 1}
        assert await line.get("/x", dict[str, int], {"page": 2}) == {"a": 1}
        assert ["if-none-match" in request.headers for request in server.seen] == [False, True, True, False]
        assert line.host.hour() == (4, 2)


async def test_a_servers_clock_that_is_wrong_is_noticed():
    async with (
        loopback(lambda _request: Response(200, b"{}", {"date": "Tue, 14 Nov 2023 22:43:20 GMT"})) as server,
        client(server.url, HandClock(1_700_000_000.0)) as line,
    ):
        await line.ask("/x")
        assert line.host.skew == 1800.0


async def test_ranges_are_kept_where_the_server_knows_none():
    async with (
        loopback(lambda _request: Response(200, b"0123456789")) as server,
        client(server.url, HandClock()) as line,
    ):
        assert await line.fetch("/log", 4) == b"456789"
        assert await line.fetch("/log", 4, most=2) == b"45"
        assert await line.fetch("/log", 0, most=3) == b"012"
        assert server.seen[0].headers["range"] == "bytes=4-"


async def test_changes_come_a_second_apart():
    clock = HandClock()
    async with loopback(lambda _request: Response(201, b"{}")) as server, client(server.url, clock) as line:
        before = clock.time
        for _ in range(3):
            await line.post("/x", {})
        assert clock.time - before == 2.0
        assert len(server.seen) == 3


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["", "1", "2"]), st.integers(0, 60))))
def test_a_cache_stays_within_its_bounds(entries: list[tuple[str, str, int]]):
    cache = Cache(entries=3, room=100)
    for address, tag, size in entries:
        cache.keep(address, tag, b"x" * size)
        kept = [one for one in "abcdef" if cache.tag(one)]
        assert len(kept) <= 3
        assert sum(len(cache.body(one) or b"") for one in kept) <= 100
        assert cache.tag(address) == (tag if size <= 25 else "")


@pytest.mark.parametrize("bad", ["", "x", "//host", "mailto:a@b", "https://", "javascript:alert(1)"])
def test_what_is_no_origin(bad: str):
    with pytest.raises(ValueError):
        origin(bad)
    assert Credential("https://a.example", "X", "secret", "a test").headers(bad) == {}


@pytest.mark.parametrize(
    "other", ["http://a.example", "https://a.example:444", "https://b.a.example", "https://a.example@evil.example/"]
)
def test_origins_that_only_look_alike(other: str):
    assert Credential("https://a.example/api", "X", "secret", "a test").headers(other) == {}
    assert Credential("https://a.example/api", "X", "secret", "a test").headers("https://A.example:443/b") == {
        "X": "secret"
    }
