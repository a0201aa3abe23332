"""What a failure names: addresses, hosts, paths, variables, identifiers. Two failures about one thing share them."""

import re
from collections.abc import Iterator

from msgspec import Struct

from console.analysis.causes.conditions import Condition, conditions_of
from console.analysis.causes.profile import Profile

ENDPOINT, HOST, PATH, NAME, VARIABLE, IDENTIFIER = "address", "host", "path", "name", "variable", "identifier"

_TEXT_LIMIT = 4096
_FRAME = re.compile(r"\s*(?:File \"|at |#\d+ |\d+: 0x|in [\w.]+ \(|from /)")
_URL = re.compile(r"\b[a-z][a-z0-9+.-]{1,15}://(?:[^\s/@:]{1,64}@)?([A-Za-z0-9][A-Za-z0-9.-]*+)(:\d{2,5})?")
_ENDPOINT = re.compile(r"(?<![\w./:@-])([A-Za-z0-9](?:[\w-]*+\.?+){1,16}):(\d{2,5})\b(?![:.\w-])")
_PORT = re.compile(r"\bport[ =:]{1,2}(\d{2,5})\b", re.IGNORECASE)
_HOST = re.compile(
    r"\b(?:[Hh]ost(?:name)?|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|lookup|resolve|server at)[ :=]{1,2}['\"`(]?"
    r"([A-Za-z0-9][A-Za-z0-9-]*+(?:\.[A-Za-z0-9-]++)*+)"
)
_DOMAIN = re.compile(r"(?<![\w./@-])((?:[a-z0-9-]{1,63}\.){1,6}(?:com|org|net|io|dev|local|internal|lan|cloud|svc))\b")
_PATH = re.compile(
    r"(?<![\w.:/])(?:~|\.{1,2})?/[\w.@+-]++(?:/[\w.@+-]++)++|\b[\w.@+-]++(?:/[\w.@+-]++)*+/[\w@+-]++\.\w{1,8}\b"
)
_QUOTED = re.compile(r"['\"`\u2018]([A-Za-z_@][\w./:@-]{1,63})['\"`\u2019]")
_NAMED = re.compile(
    r"\b(?:[Mm]odule named|[Mm]odule|[Pp]ackage|[Tt]able|[Rr]elation|[Cc]olumn|[Dd]atabase|[Ll]ibrary|[Cc]ommand not found:"
    r"|[Tt]arget|[Ss]ervice|[Cc]ontainer|[Ii]mage|-l)[ :]*+([a-zA-Z_@][\w./@-]{2,63})\b|\b([\w.-]{2,64}+): command not found"
)
_VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*+_[A-Z0-9_]{2,}+\b")
_IDENTIFIER = re.compile(
    r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b(?=[0-9a-f]{0,39}\d)(?=[0-9a-f]{0,39}[a-f])[0-9a-f]{12,40}\b"
)
_LOCAL = frozenset(("localhost", "127.0.0.1", "0.0.0.0", "host", "the", "name", "for", "to"))  # noqa: S104 - only words
_DULL_NAMES = frozenset(
    "error errors fail failed failure true false none null undefined object string number int str list dict main test "
    "tests run build default not found named was with and the from has could cannot of is in to".split()
)
_DULL_PATH = re.compile(
    r"(?:/usr|/lib|/bin|/opt|/nix|/proc|/dev)/|.*(?:site-packages|node_modules|dist-packages|\.cargo|\.gem)/"
)
_DULL_VARIABLE = re.compile(r"(?:ERR|ERROR|EXIT|E)_[A-Z0-9_]*+|[A-Z_]*+(?:ERROR|FAILED|EXCEPTION|FAILURE)")


class Traits(Struct, frozen=True):
    """What a cluster's texts name: things as (kind, value), and conditions."""

    things: frozenset[tuple[str, str]]
    conditions: tuple[Condition, ...]

    def of(self, *kinds: str) -> frozenset[str]:
        """The values of some kinds."""
        return frozenset(value for kind, value in self.things if kind in kinds)


def traits_of(profile: Profile) -> Traits:
    """Read what a cluster names from its title and evidence; frames of stacks say where, not what, and are left out."""
    lines = [line for line in (profile.title, *profile.lines) if not _FRAME.match(line)]
    text = "\n".join(lines)[:_TEXT_LIMIT]
    return Traits(frozenset(_things(text)), conditions_of(text))


def _things(text: str) -> Iterator[tuple[str, str]]:
    yield from _addresses(text)
    plain = _URL.sub(" ", text)
    for match in _PATH.finditer(plain):
        if not _DULL_PATH.match(match[0]):
            yield PATH, match[0].removeprefix("./")
    for match in (*_QUOTED.finditer(plain), *_NAMED.finditer(plain)):
        name = (match[1] or match[2]).rstrip(".:/")
        if name.lower() not in _DULL_NAMES and "/" not in name[:1] and len(name) > 1:
            yield NAME, name
    for match in _VARIABLE.finditer(plain):
        if not _DULL_VARIABLE.fullmatch(match[0]):
            yield VARIABLE, match[0]
    for match in _IDENTIFIER.finditer(text):
        yield IDENTIFIER, match[0]


def _addresses(text: str) -> Iterator[tuple[str, str]]:
    for match in _URL.finditer(text):
        yield from _address(match[1], (match[2] or "")[1:])
    for match in _ENDPOINT.finditer(text):
        yield from _address(match[1], match[2])
    ports = _PORT.findall(text)
    for match in (*_HOST.finditer(text), *_DOMAIN.finditer(text)):
        yield from _address(match[1], ports[0] if len(ports) == 1 else "")
    for port in ports:
        yield ENDPOINT, f":{port}"


def _address(host: str, port: str) -> Iterator[tuple[str, str]]:
    """A host and its port; this machine is no host of note, its ports are."""
    host = host.lower().rstrip(".")
    if port:
        yield ENDPOINT, f":{port}" if host in _LOCAL else f"{host}:{port}"
    if host not in _LOCAL and not host.isdigit():
        yield HOST, host
