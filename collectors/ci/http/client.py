"""One project's line to its server: every request has a time limit and a size limit, the token only its own host."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
import msgspec

from collectors.ci.errors import BrokenError, CiError, GarbledError, TooLargeError, UnreachableError
from collectors.ci.http.answer import Answer, judge, words
from collectors.ci.http.cache import Cache
from collectors.ci.http.credential import Credential, origin
from collectors.ci.http.host import Host
from console import __version__

MiB = 1024 * 1024
PATIENCE = 10.0
LOG_PATIENCE = 60.0
MOST_JSON = 8 * MiB
REDIRECTS = 5
_MOVED = frozenset({301, 302, 303, 307, 308})

T = TypeVar("T")
Params = Mapping[str, str | int]


class Client:
    """Talks to `base` and below; made once for each place. `transport` is for another way to the network."""

    def __init__(
        self,
        base: str,
        host: Host,
        credential: Credential | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.base = base.rstrip("/")
        self.host = host
        self.credential = credential
        self._headers = {"User-Agent": f"kontrapunkt/{__version__}", "Accept": "application/json", **(headers or {})}
        self._cache = Cache()
        self._http = httpx.AsyncClient(
            transport=transport,
            follow_redirects=False,
            timeout=httpx.Timeout(PATIENCE),
            trust_env=not _is_here(self.base),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        )

    async def close(self) -> None:
        """Let the connections go."""
        await self._http.aclose()

    async def get(self, path: str, kind: type[T], params: Params | None = None) -> T:
        """The JSON at a path as `kind`; not transferred again while the server says that it did not change.

        Raises CiError.
        """
        answer = await self.ask(path, params)
        return self.read(answer, kind)

    async def ask(self, path: str, params: Params | None = None) -> Answer:
        """As `get`, unread."""
        address = self._address(path, params)
        tag = self._cache.tag(address)
        answer = await self._send("GET", address, {"If-None-Match": tag} if tag else {})
        known = self._cache.body(address) if answer.status == 304 else None
        if known is not None:
            return Answer(answer.status, answer.headers, known, same=True)
        self._cache.keep(address, answer.headers.get("etag", ""), answer.body)
        return answer

    async def post(self, path: str, body: object | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Change something there; a redirect is not followed. Raises CiError."""
        await self.host.take_turn()
        content = b"" if body is None else msgspec.json.encode(body)
        sent = {"Content-Type": "application/json", **(headers or {})} if content else dict(headers or {})
        return await self._send("POST", self.base + path, sent, content=content)

    async def fetch(self, path: str, offset: int = 0, most: int = MOST_JSON, params: Params | None = None) -> bytes:
        """Bytes at a path from an offset on, at most `most`; the server may send us elsewhere. Raises CiError.

        A server that knows no ranges sends all, of which the beginning is dropped.
        """
        sent = {"Accept": "*/*"}
        if offset:
            sent |= {"Range": f"bytes={offset}-", "Accept-Encoding": "identity"}
        address = self._address(path, params)
        answer = await self._send("GET", address, sent, most=most + offset, cut=True, patience=LOG_PATIENCE)
        if answer.status == 416:
            return b""
        return answer.body[offset if answer.status == 200 else 0 :][:most]

    async def take(self, path: str, most: int, params: Params | None = None) -> Answer:
        """A text with its headers, cut after `most` bytes: for servers that count in a way of their own.

        Raises CiError.
        """
        address = self._address(path, params)
        return await self._send("GET", address, {"Accept": "*/*"}, most=most, cut=True, patience=LOG_PATIENCE)

    async def visit(self, path: str, credential: Credential) -> Answer:
        """The first answer at a path asked with another credential, not followed further: a login. Raises CiError."""
        address = self.base + path
        return await self._send("GET", address, credential.headers(address), follow=False)

    async def listen(self, path: str) -> AsyncIterator[str]:
        """The lines of an answer that never ends, until the server ends it. Raises CiError."""
        address = self.base + path
        secret = self.credential.headers(address) if self.credential else {}
        patience = httpx.Timeout(PATIENCE, read=None)
        try:
            async with self._http.stream("GET", address, headers={**self._headers, **secret}, timeout=patience) as news:
                if news.status_code != 200:
                    raise BrokenError(f"{self.host.name} says {news.status_code} when listened to")
                async for line in news.aiter_lines():
                    yield line
        except httpx.HTTPError as error:
            raise self._unreachable(words(str(error) or type(error).__name__, self.credential)) from None

    def read(self, answer: Answer, kind: type[T]) -> T:
        """The JSON of an answer. Raises GarbledError for anything else."""
        try:
            return msgspec.json.decode(answer.body, type=kind)
        except msgspec.ValidationError as error:
            raise GarbledError(f"{self.host.name} answered in an unknown shape ({error})") from None
        except (msgspec.DecodeError, UnicodeDecodeError):
            self.host.failed("what it answers is no JSON")
            what = "a page of HTML" if answer.body.lstrip()[:1] == b"<" else "something that is no JSON"
            raise GarbledError(
                f"{self.host.name} answered with {what}; is {self.base} the address of its API?"
            ) from None

    def _address(self, path: str, params: Params | None) -> str:
        return str(httpx.URL(self.base + path, params=dict(params)) if params else httpx.URL(self.base + path))

    async def _send(
        self, method: str, address: str, headers: Mapping[str, str], *, content: bytes = b"",
        most: int = MOST_JSON, cut: bool = False, patience: float = PATIENCE, follow: bool = True,
    ) -> Answer:  # fmt: skip
        self.host.admit()
        try:
            async with self.host.gate, asyncio.timeout(patience):
                answer = await self._follow(method, address, headers, content, most, cut=cut, follow=follow)
        except TimeoutError:
            raise self._unreachable(f"no answer within {patience:g} s") from None
        except httpx.TimeoutException:
            raise self._unreachable(f"no answer within {PATIENCE:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unreachable(words(str(error) or type(error).__name__, self.credential)) from None
        judge(answer, self.host, self.credential)
        return answer

    async def _follow(
        self,
        method: str,
        address: str,
        headers: Mapping[str, str],
        content: bytes,
        most: int,
        *,
        cut: bool,
        follow: bool,
    ) -> Answer:
        """Send, and go where the server sends us, without the token unless that is the same origin."""
        for _ in range(REDIRECTS):
            secret = self.credential.headers(address) if self.credential else {}
            sent = {**self._headers, **secret, **headers}
            async with self._http.stream(method, address, headers=sent, content=content or None) as response:
                own = origin(address) == origin(self.base)
                if response.status_code not in _MOVED or method != "GET" or not follow:
                    body = await self._body(response, most, cut=cut)
                    return self._seen(Answer(response.status_code, response.headers, body), own=own)
                target = urljoin(address, response.headers.get("location", ""))
                self._seen(Answer(response.status_code, response.headers, b""), own=own)
            address = self._allowed(address, target)
        raise GarbledError(f"{self.host.name} redirects in circles")

    def _seen(self, answer: Answer, *, own: bool) -> Answer:
        """What another host says of limits and time is not this host's word."""
        if own and answer.status < 500:
            self.host.answered(answer.status, answer.headers)
        return answer

    def _allowed(self, address: str, target: str) -> str:
        """Where a redirect may lead: never from TLS to plain text, never from elsewhere to this machine."""
        try:
            before, after = origin(address), origin(target)
        except ValueError:
            raise GarbledError(f"{self.host.name} redirects to no web address") from None
        if before[0] == "https" and after[0] == "http":
            raise GarbledError(f"{self.host.name} redirects to an address without encryption; not followed")
        if _is_here(target) and not _is_here(address):
            raise GarbledError(f"{self.host.name} redirects to this machine; not followed")
        return target

    async def _body(self, response: httpx.Response, most: int, *, cut: bool) -> bytes:
        body = bytearray()
        async for block in response.aiter_bytes():
            body += block
            if len(body) > most:
                if cut:
                    return bytes(body[:most])
                raise TooLargeError(f"{self.host.name} answered with more than {most // MiB} MB")
        return bytes(body)

    def _unreachable(self, why: str) -> CiError:
        self.host.failed(why)
        return UnreachableError(f"{self.host.name} cannot be reached: {why}")


def _is_here(address: str) -> bool:
    """Whether an address names this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
