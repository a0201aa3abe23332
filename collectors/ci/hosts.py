"""Opens lines to places: one state a host, one credential and one client a place."""

import asyncio
from collections.abc import Callable, Mapping

from msgspec import Struct

from collectors.ci.http.client import Client
from collectors.ci.http.host import Host
from collectors.ci.places import Found
from collectors.ci.provider import Provider
from collectors.ci.tokens import Tokens, token_folder
from console.model.clock import Clock


class Line(Struct, frozen=True):
    """An open line to a place; `login` says where the token is from."""

    provider: Provider
    client: Client
    host: Host
    login: str


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
        async with self._asking:  # one helper program at a time
            credential = await self._tokens.find(found.kind, found.place, found.variable)
        host = self._hosts.setdefault(found.place.host, Host(found.place.host, self._clock, self._random))
        client = Client(found.place.base, host, credential, headers=found.kind.headers)
        return Line(found.kind.make(found.place, client), client, host, credential.source if credential else "")
