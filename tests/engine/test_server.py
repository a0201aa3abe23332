"""The link over a real socket: greeting, commands, news, long paths, strangers."""

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from console import link
from console.engine.server import LinkServer
from console.link.client import Link
from console.model.command import Command, CommandState
from console.model.source import Health

HEALTH = Health(updated=1, pid=2, started=0, version="1", cpu=0.5, rss=3, pss=None, lag=0, bytes_per_s=0, lines_per_s=0)


async def execute(name: str, args: dict[str, Any], who: str) -> Command:
    if name == "bad":
        raise ValueError("no such thing")
    return Command(id=7, time=1.0, name=name, args=args, who=who, state=CommandState.DONE, outcome="done")


@pytest.fixture
async def server(tmp_path: Path) -> Any:
    server = LinkServer(str(tmp_path / "engine.sock"), 1, execute, lambda: HEALTH)
    await server.start()
    yield server
    await server.stop()


async def test_a_command_comes_back_with_its_outcome(server: LinkServer, tmp_path: Path) -> None:
    client = await Link.connect(str(tmp_path / "engine.sock"))
    news = asyncio.create_task(_collect(client))
    command = await client.command("engine.backup", {"x": 1})
    assert (command.name, command.args, command.outcome) == ("engine.backup", {"x": 1}, "done")
    assert await client.health() == HEALTH
    with pytest.raises(link.LinkError, match="no such thing"):
        await client.command("bad")
    await client.close()
    await news


async def _collect(client: Link) -> list[frozenset[str]]:
    return [change.tables async for change in client.changes()]


async def test_news_reaches_every_client_and_bursts_become_one_line(server: LinkServer, tmp_path: Path) -> None:
    clients = [await Link.connect(str(tmp_path / "engine.sock")) for _ in range(2)]
    tasks = [asyncio.create_task(_collect(client)) for client in clients]
    for client in clients:
        await _health_while_collecting(client)
    for n in range(100):
        server.announce(frozenset({"events", f"t{n % 3}"}), ())
    await server.stop()
    everything = await asyncio.gather(*tasks)
    for client in clients:
        await client.close()
    for told in everything:
        assert frozenset[str]().union(*told) == {"events", "t0", "t1", "t2"}
        assert len(told) <= 3


async def _health_while_collecting(client: Link) -> None:
    assert await client.health() == HEALTH


async def test_a_deep_state_directory_is_no_obstacle(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    path = str(deep / "engine.sock")
    server = LinkServer(path, 1, execute, lambda: HEALTH)
    await server.start()
    greeting, reply = await asyncio.to_thread(link.ask, path, link.Request(id=1, health=True))
    assert greeting.pid == os.getpid()
    assert reply is not None
    assert reply.health == HEALTH
    await server.stop()
    assert not list(deep.iterdir())


async def test_the_socket_is_private(server: LinkServer, tmp_path: Path) -> None:
    assert os.stat(tmp_path / "engine.sock").st_mode & 0o777 == 0o600


async def test_a_client_that_speaks_something_else_only_loses_its_connection(
    server: LinkServer, tmp_path: Path
) -> None:
    path = str(tmp_path / "engine.sock")
    for words in (b"GET / HTTP/1.1\r\n\r\n", b"x" * (2 * link.MAX_LINE), b'{"protocol":99}\n', b"\xff\xfe\n"):
        reader, writer = await asyncio.open_unix_connection(path)
        writer.write(words)
        with suppress(ConnectionError):
            await reader.read()  # ends only because the server hangs up
        writer.close()
    client = await Link.connect(path)
    news = asyncio.create_task(_collect(client))
    assert await client.health() == HEALTH
    await client.close()
    await news


async def test_without_an_engine_the_error_names_the_socket(tmp_path: Path) -> None:
    path = str(tmp_path / "nobody.sock")
    with pytest.raises(link.LinkError, match=r"no engine answers at .*nobody\.sock"):
        await Link.connect(path)
    with pytest.raises(link.LinkError, match=r"no engine answers at .*nobody\.sock"):
        link.ask(path, link.Request(id=1))


async def test_urgent_news_does_not_wait_for_the_end_of_a_burst(server: LinkServer, tmp_path: Path) -> None:
    client = await Link.connect(str(tmp_path / "engine.sock"))
    news = client.changes()
    answer = asyncio.create_task(client.health())
    first = asyncio.create_task(anext(news))
    await answer
    server.announce(frozenset({"samples"}), ())
    assert (await first).tables == {"samples"}
    server.announce(frozenset({"counts"}), ())
    server.announce(frozenset({"events", link.ALERTS}), ())
    assert (await anext(news)).tables == {"counts", "events", link.ALERTS}
    await client.close()


async def test_consoles_that_nobody_looks_at_are_known(server: LinkServer, tmp_path: Path) -> None:
    assert not server.unseen
    client = await Link.connect(str(tmp_path / "engine.sock"))
    news = asyncio.create_task(_collect(client))
    await client.health()
    assert (server.watchers, server.unseen) == (1, False)
    client.watching(False)
    await client.health()
    assert (server.watchers, server.unseen) == (0, True)
    await client.close()
    await news
