"""Conditions: the same trouble under the many names that operating systems, libraries and tools give it.

The names are those of errno(3), getaddrinfo(3), HTTP and the common runtimes.
"""

from enum import StrEnum

from msgspec import Struct


class Reach(StrEnum):
    """How far a condition reaches: what two failures must share to have it from one cause."""

    MACHINE = "machine"
    NETWORK = "network"
    PEER = "peer"


class Condition(Struct, frozen=True):
    """One trouble with its name in words and the signs of it in lower-case text."""

    name: str
    reach: Reach
    signs: tuple[str, ...]


CONDITIONS = (
    Condition(
        "no more file watches", Reach.MACHINE, ("number of file watchers reached", "inotify watch limit", "inotify_add")
    ),
    Condition(
        "disk full", Reach.MACHINE,
        ("enospc", "no space left on", "disk is full", "disk full", "not enough space on the disk", "disk quota exceeded",
         "edquot", "out of disk space", "insufficient disk space", "not enough free space"),
    ),
    Condition(
        "out of memory", Reach.MACHINE,
        ("enomem", "cannot allocate memory", "out of memory", "outofmemory", "oom-kill", "oomkilled", "oom killer",
         "memoryerror", "bad_alloc", "code 137", "status 137", "killed process"),
    ),
    Condition("too many open files", Reach.MACHINE, ("emfile", "enfile", "too many open files")),
    Condition("read-only file system", Reach.MACHINE, ("erofs", "read-only file system")),
    Condition(
        "name not resolved", Reach.NETWORK,
        ("enotfound", "eai_again", "could not resolve", "couldn't resolve", "cannot resolve host", "name or service not",
         "in name resolution", "getaddrinfo", "no such host", "nodename nor servname", "nxdomain", "unknown host",
         "unknownhost", "nameresolutionerror", "failed to resolve", "server misbehaving"),
    ),
    Condition(
        "network unreachable", Reach.NETWORK,
        ("enetunreach", "ehostunreach", "network is unreachable", "no route to host", "network is down"),
    ),
    Condition("connection refused", Reach.PEER, ("econnrefused", "connection refused", "connectionrefused", "refused it")),
    Condition(
        "connection lost", Reach.PEER,
        ("econnreset", "connection reset", "connectionreset", "broken pipe", "epipe", "socket hang up", "unexpected eof",
         "closed the connection", "connection closed", "connection lost", "remote end closed", "lost connection",
         "gone away", "early eof"),
    ),
    Condition(
        "too many connections", Reach.PEER,
        ("too many connections", "too many clients", "connection slots", "queuepool limit", "pool exhausted",
         "pool is exhausted"),
    ),
    Condition("timed out", Reach.PEER, ("etimedout", "timed out", "timeout", "deadline exceeded", "esockettimedout")),
    Condition(
        "certificate refused", Reach.PEER,
        ("certificate has expired", "certificate verify failed", "cert_has_expired", "x509:", "self signed certificate",
         "self-signed certificate", "certificate is not", "unable to get local issuer", "handshake fail", "pkix path"),
    ),
    Condition(
        "service unavailable", Reach.PEER,
        ("service unavailable", "bad gateway", "gateway time-out", "gateway timeout", "http 503", "http 502", "http 504",
         "status 503", "status 502", "status code 503", "status code 502", "status: 503", "error: 503", "error: 502"),
    ),
    Condition("rate limited", Reach.PEER, ("too many requests", "rate limit", "ratelimit", "status 429", "http 429")),
    Condition(
        "access refused", Reach.PEER,
        ("unauthorized", "authentication failed", "authentication required", "bad credentials", "access denied",
         "permission denied (publickey", "http 401", "http 403", "status 401", "status 403", "error: 401", "error: 403",
         "403 forbidden", "token expired", "token has expired", "invalid token", "could not read username"),
    ),
    Condition("address in use", Reach.PEER, ("eaddrinuse", "address already in use", "port is already allocated")),
)  # fmt: skip

NETWORK_TROUBLE = frozenset(
    ("name not resolved", "network unreachable", "connection refused", "connection lost", "too many connections",
     "timed out", "service unavailable", "certificate refused")
)  # fmt: skip


def conditions_of(text: str) -> tuple[Condition, ...]:
    """The conditions that a text names; of the two senses of ENOSPC the narrower."""
    low = text.lower()
    found = tuple(condition for condition in CONDITIONS if any(sign in low for sign in condition.signs))
    if found and found[0] is CONDITIONS[0]:
        return tuple(condition for condition in found if condition is not CONDITIONS[1])
    return found
