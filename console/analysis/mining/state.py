"""What a miner remembers between runs, as plain structs."""

from msgspec import Struct

from console.text.mask import MASKS

ALGORITHM = 1


class Mined(Struct, frozen=True, kw_only=True):
    """One cluster. `slots` are the places of `key` that were learned to vary, `members` the keys that were joined.

    `tokens` and `seen` are its template in the making, `sample` one of its lines (clean, redacted, without header).
    """

    id: str
    key: tuple[str, ...]
    count: int
    sample: str
    tokens: tuple[str, ...]
    seen: int
    slots: tuple[int, ...] = ()
    members: tuple[tuple[str, ...], ...] = ()


class State(Struct, frozen=True, kw_only=True):
    """All clusters, and where ids lead that are no cluster's own any more. Other masks make other keys."""

    clusters: tuple[Mined, ...] = ()
    aliases: dict[str, str] = {}
    masks: int = MASKS
    algorithm: int = ALGORITHM
