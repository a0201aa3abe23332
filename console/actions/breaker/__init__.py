"""Circuit breakers: what is broken is left alone for a while, then tried by one, then used again by all."""

from console.actions.breaker.limits import Call, Limits
from console.actions.breaker.machine import ask, ease, hold, record, release, reset, trip

__all__ = ["Call", "Limits", "ask", "ease", "hold", "record", "release", "reset", "trip"]
