"""What opens a server to us; it is for one origin alone and never shows in a text."""

import base64
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


def origin(address: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address (RFC 6454, section 4). Raises ValueError for one that has none."""
    parts = urlsplit(address)
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in _PORTS or not host:
        raise ValueError("an address begins with http:// or https:// and names a host")
    return scheme, host, parts.port or _PORTS[scheme]


class Credential:
    """A secret header for one origin; `source` says in words where it is from."""

    __slots__ = ("_header", "_origin", "_value", "source")

    def __init__(self, base: str, header: str, value: str, source: str) -> None:
        self._origin = origin(base)
        self._header = header
        self._value = value
        self.source = source

    def __repr__(self) -> str:
        return f"Credential({self.source})"

    def headers(self, address: str) -> dict[str, str]:
        """The header for a request to an address; nothing for any origin but its own."""
        try:
            own = origin(address) == self._origin
        except ValueError:
            return {}
        return {self._header: self._value} if own else {}

    def hide(self, text: str) -> str:
        """A text without the secret, should a server or a library have put it there."""
        return text.replace(self._value, "***") if self._value else text


def bearer(base: str, token: str, source: str) -> Credential:
    """A bearer token (RFC 6750)."""
    return Credential(base, "Authorization", f"Bearer {token}", source)


def basic(base: str, user: str, password: str, source: str) -> Credential:
    """User name and password (RFC 7617)."""
    joined = base64.b64encode(f"{user}:{password}".encode()).decode()
    return Credential(base, "Authorization", f"Basic {joined}", source)
