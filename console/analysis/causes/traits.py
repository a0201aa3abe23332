"""What a failure names: addresses, hosts, paths, variables, identifiers. Two failures about one thing share them."""

import re
from collections.abc import Iterator

from msgspec import Struct

from console.analysis.causes.conditions import Condition, conditions_of
from console.analysis.causes.profile import Profile

ADDRESS, HOST, PATH, NAME, VARIABLE, IDENTIFIER = "address", "host", "path", "name", "variable", "identifier"

_TEXT_LIMIT = 4096
_FRAME = re.compile(r"\s*(?:File \"|at |#\d+ |\d+: 0x|from /|Traceback )")
_URL = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,15}://(?:[^\s/@:]{1,64}@)?([A-Za-z0-9][A-Za-z0-9.-]*+)(:\d{2,5})?[^\s'\"<>)]*+"
)
_ADDRESS = re.compile(r"(?<![\w./:@-])([A-Za-z0-9][\w-]*+(?:\.[\w-]++)*+):(\d{2,5})\b(?![:\w-]|\.\d)")
_PORT = re.compile(r"(?:\bport[ =:]{1,2}|(?<!\w):::|\[::1?\]:|(?<!\w)\*:)(\d{2,5})\b", re.IGNORECASE)
_HOST = re.compile(
    r"\b(?:host(?:name)?|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|lookup|resolve|server at|connect(?:ion)? to|connecting to)"
    r"(?: host)?[ :=]{1,2}['\"`(]?([A-Za-z0-9][A-Za-z0-9-]*+(?:\.[A-Za-z0-9-]++)*+)",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"(?<![\w./@-])((?:[a-z0-9-]{1,63}\.){1,6}(?:com|org|net|io|dev|local|internal|lan|cloud|svc))\b")
_ADDRESS_V4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_SOURCE = re.compile(
    r".*\.(?:[ch]|cc|cpp|cs|cjs|css|exs?|go|hs|html?|java|jsx?|json|kts?|log|lua|mjs|md|p[lmy]|php|rb|rs|scala|sh|sql"
    r"|swift|tf|toml|tsx?|txt|vue|xml|ya?ml)"
)
_PATH = re.compile(r"(?<![\w.:/@+~-])(?:~|\.{1,2})?/?[\w.@+-]++(?:/[\w.@+-]++)++")
_QUOTED = re.compile(r"['\"`\u2018]([A-Za-z_@][\w./:@-]{1,63})['\"`\u2019]")
_NAMED = re.compile(
    r"\b(?:module named|module|package|table|relation|column|database|library|target|service|container|image)[ :]{1,2}"
    r"(?=[\w./@-]{0,63}[\d_./@-])([a-z_@][\w./@-]{2,63})\b"
    r"|(?<![\w.-])([\w.-]{2,64}+): (?:command )?not found|command not found: ([\w.-]{2,64}+)"
    r"|cannot find -l([\w.-]{2,64}+)",
    re.IGNORECASE,
)
_VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*+_[A-Z0-9_]{2,}+\b")
_IDENTIFIER = re.compile(
    r"\b(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=[a-f]*\d)[0-9a-f]{16}(?:[0-9a-f]{16})?)\b"
)
_WORD = re.compile(r"(?<![\w.-])[A-Za-z][A-Za-z0-9_-]++(?![\w-])")
_LOCAL = frozenset(("localhost", "127.0.0.1", "0.0.0.0"))  # noqa: S104 - only words
_DULL = frozenset(
    (
        "a", "an", "and", "any", "at", "be", "build", "built", "by", "can", "cannot", "check", "client",
        "closed", "code", "command", "connect", "connection", "could", "default", "does", "error", "errors",
        "exception", "exit", "exited", "fail", "failed", "failure", "false", "file", "for", "found", "from",
        "get", "has", "have", "host", "in", "int", "invalid", "is", "it", "job", "line", "list", "main",
        "message", "missing", "module", "name", "named", "no", "node", "none", "not", "null", "number",
        "object", "of", "on", "open", "or", "peer", "port", "process", "read", "request", "requests", "run",
        "server", "socket", "status", "step", "str", "string", "test", "tests", "that", "the", "this",
        "timeout", "to", "true", "try", "unable", "undefined", "unexpected", "using", "value", "wait",
        "waiting", "was", "while", "with", "within", "write",
    )
)  # fmt: skip
_DULL_PATH = re.compile(
    r"(?:/usr|/lib|/bin|/opt|/nix|/proc|/dev)/|.*(?:site-packages|node_modules|dist-packages|\.cargo|\.gem)/"
)
_DULL_VARIABLE = re.compile(
    r"(?:ERR|ERROR|EXIT|E|EAI|CERT|SSL)_[A-Z0-9_]*+|[A-Z_]*+(?:ERROR|FAILED|EXCEPTION|FAILURE|EXPIRED)"
)


class Traits(Struct, frozen=True):
    """What a cluster's texts name: things as (kind, value), conditions, and the telling words of its title."""

    things: frozenset[tuple[str, str]]
    conditions: tuple[Condition, ...]
    words: frozenset[str]


def traits_of(profile: Profile) -> Traits:
    """Read what a cluster names from its title and evidence; frames of stacks say where, not what, and are left out."""
    lines = [line for line in (profile.title, *profile.lines) if not _FRAME.match(line)]
    text = "\n".join(lines)[:_TEXT_LIMIT]
    named = conditions_of(text)
    return Traits(frozenset(_things(text)), named, _telling(profile.title, named))


def _telling(title: str, named: tuple[Condition, ...]) -> frozenset[str]:
    """The words of a title without those of every title, and without those that only say the condition."""
    said = frozenset(word for condition in named for sign in condition.signs for word in sign.split())
    return frozenset(word.lower() for word in _WORD.findall(title[:_TEXT_LIMIT])) - _DULL - said


def _things(text: str) -> Iterator[tuple[str, str]]:
    yield from _addresses(text)
    plain = _URL.sub(" ", text)
    for match in _PATH.finditer(plain):
        if not _DULL_PATH.match(match[0]):
            yield PATH, match[0].removeprefix("./")
    for match in _QUOTED.finditer(plain):
        yield NAME, match[1].rstrip(".:/")
    for match in _NAMED.finditer(plain):
        name = next(filter(None, match.groups())).rstrip(".:/")
        if name.lower() not in _DULL:
            yield NAME, name
    for match in _VARIABLE.finditer(plain):
        if not _DULL_VARIABLE.fullmatch(match[0]):
            yield VARIABLE, match[0]
    for match in _IDENTIFIER.finditer(text):
        yield IDENTIFIER, match[0]


def _addresses(text: str) -> Iterator[tuple[str, str]]:
    for match in _URL.finditer(text):
        yield from _address(match[1], (match[2] or "")[1:])
    for match in _ADDRESS.finditer(text):
        yield from _address(match[1], match[2])
    ports = _PORT.findall(text)
    for match in (*_HOST.finditer(text), *_DOMAIN.finditer(text)):
        yield from _address(match[1], ports[0] if len(ports) == 1 else "")
    for port in ports:
        yield ADDRESS, f":{port}"


def _address(host: str, port: str) -> Iterator[tuple[str, str]]:
    """A host and its port; this machine is no host of note, its ports are."""
    host = host.lower().rstrip(".")
    named = not host.replace(".", "").isdigit() or _ADDRESS_V4.fullmatch(host) is not None
    if not named or host in _DULL or _SOURCE.fullmatch(host):
        return
    if port:
        yield ADDRESS, f":{port}" if host in _LOCAL else f"{host}:{port}"
    if host not in _LOCAL:
        yield HOST, host
