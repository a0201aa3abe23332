"""Opens lines to places: one state a host, one credential and one client a place."""

import asyncio
from collections.abc import Callable, Mapping

from msgspec import Struct

from collectors.ci.http.client import Client
from collectors.ci.http.credential import Credential
from collectors.ci.http.host import Host
from collectors.ci.places import Found
from collectors.ci.provider import Provider
from collectors.ci.tokens import Tokens, token_folder
from console.model.clock import Clock


class Line(Struct, frozen=True):
    """An open line to a place; `first` is the source of the token it was opened with."""

    provider: Provider
    client: Client
    host: Host
    first: str

    @property
    def login(self) -> str:
        """Where the token is from, empty without one."""
        return self.client.credential.source if self.client.credential else self.first


class Switchboard:
    """Makes lines; hosts are kept for good, so that a limit outlives the line that met it."""

    def __init__(self, clock: Clock, random: Callable[[], float], variables: Mapping[str, str]) -> None:
        self._clock = clock
        self._random = random
        self._tokens = Tokens(token_folder(variables), variables)
        self._hosts: dict[str, Host] = {}
        self._asking = asyncio.Lock()

    async def open(self, found: Found) -> Line:
        """A line to a place."""
        credential = await self._credential(found)
        host = self._hosts.setdefault(found.place.host, Host(found.place.host, self._clock, self._random))
        client = Client(found.place.base, host, credential, headers=found.kind.headers)
        return Line(found.kind.make(found.place, client), client, host, credential.source if credential else "")

    async def renew(self, found: Found, line: Line) -> None:
        """Look for the token again, which may have come or changed since; a login by password is the provider's."""
        if found.kind.header != "basic":
            line.client.credential = await self._credential(found)

    async def _credential(self, found: Found) -> Credential | None:
        async with self._asking:  # one helper program at a time
            return await self._tokens.find(found.kind, found.place, found.variable)
