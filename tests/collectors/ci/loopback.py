"""A small HTTP/1.1 server on loopback for the tests: a function answers, every request is remembered."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Response:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: bool = False


Answer = Callable[[Request], Response | Awaitable[Response]]


class Loopback:
    """`url` is where it listens, `seen` what was asked."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.seen: list[Request] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await _read(reader):
                self.seen.append(request)
                response = self._answer(request)
                response = response if isinstance(response, Response) else await response
                if response.hang:
                    await reader.read()
                    return
                writer.write(_bytes(response))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def loopback(answer: Answer) -> AsyncIterator[Loopback]:
    made = Loopback(answer)
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        await made.serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    parts = urlsplit(target)
    return Request(method, parts.path, {k: v[0] for k, v in parse_qs(parts.query).items()}, headers, body)


def _bytes(response: Response) -> bytes:
    headers = {"content-length": str(len(response.body)), "content-type": "application/json", **response.headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    body = b"" if response.status in (204, 304) else response.body
    if response.status in (204, 304):
        lines = "".join(f"{n}: {v}\r\n" for n, v in headers.items() if n not in ("content-length", "content-type"))
    return f"HTTP/1.1 {response.status} X\r\n{lines}\r\n".encode("latin-1") + body
