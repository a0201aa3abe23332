"""What came back from a server, and what its status means."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from collectors.ci.errors import BrokenError, DeniedError, MissingError, RejectedError
from collectors.ci.http.credential import Credential
from collectors.ci.http.host import Host
from collectors.foreign import safe_name

MOST_WORDS = 200
_PAST_THE_END = 416


class Answer(Struct, frozen=True):
    """What came back: `same` tells that it is what was known already."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    same: bool = False


def judge(answer: Answer, host: Host, credential: Credential | None) -> None:
    """Raise what the status means; nothing for an answer that can be read."""
    status = answer.status
    if status < 400 or status == _PAST_THE_END:
        return
    told = _message(answer, credential)
    if status in (429, 503) and (status == 429 or "retry-after" in answer.headers):
        raise host.refused(answer.headers)
    if status == 403 and _is_limit(answer, told):
        raise host.refused(answer.headers)
    said = f": {told}" if told else ""
    if status in (401, 403):
        raise DeniedError(f"{host.name} says {status}, {_why_denied(status, credential)}{said}")
    if status in (404, 410):
        hidden = "" if credential else ", or it needs a token"
        raise MissingError(f"{host.name} says {status}: there is no such thing{hidden}")
    if status >= 500:
        host.failed(f"status {status}")
        raise BrokenError(f"{host.name} says {status}{said}")
    raise RejectedError(f"{host.name} says {status}{said}")


def words(text: str, credential: Credential | None) -> str:
    """A foreign text for a message: one clean line without the secret."""
    return safe_name(credential.hide(text) if credential else text)[:MOST_WORDS]


def _why_denied(status: int, credential: Credential | None) -> str:
    if credential is None:
        return "and no token was found for it"
    return "the token is not accepted" if status == 401 else "the token may not do this"


def _is_limit(answer: Answer, told: str) -> bool:
    """Whether a 403 means "too often" and not "not you" (GitHub's two limits)."""
    spent = answer.headers.get("x-ratelimit-remaining") == "0"
    return spent or "retry-after" in answer.headers or "rate limit" in told.lower()


def _message(answer: Answer, credential: Credential | None) -> str:
    """The server's own words in an error, where it has some."""
    try:
        found: Any = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    said = found.get("message", found.get("error", "")) if isinstance(found, dict) else ""
    said = said.get("message", "") if isinstance(said, dict) else said
    return words(said, credential) if isinstance(said, str) else ""
