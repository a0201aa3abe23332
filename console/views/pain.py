"""Pain as it is shown: what hurts, how much, why, and for how long nobody has seen to it."""

import msgspec

from console.model.frame import Frame
from console.model.lines import Line, Role
from console.model.pain import Gate, Pain
from console.views.base import Context
from console.views.compose import joined, text
from console.views.figures import age

NOTE = "pain"


def pains(frame: Frame) -> tuple[Pain, ...]:
    """The pain of every scope; nothing where nothing hurts, or a newer program wrote what this one cannot read."""
    found = frame.notes.get(NOTE)
    try:
        return msgspec.convert(found.get("scopes", ()), tuple[Pain, ...]) if isinstance(found, dict) else ()
    except msgspec.ValidationError:
        return ()


def hurting(frame: Frame) -> Pain | None:
    """What hurts most of what is shut; None while nothing is."""
    shut = [one for one in pains(frame) if one.gate is not Gate.OPEN]
    return max(shut, key=lambda one: one.level, default=None)


def pain_line(one: Pain, ctx: Context) -> Line:
    """Sign, scope, figure, who should act, and why."""
    shut = one.gate is Gate.SHUT
    role = Role.FAIL if shut else Role.WARN
    sign = ctx.glyphs.fail if shut else ctx.glyphs.warn
    word = f"{sign} {one.scope} hurts" if shut else f"{sign} {one.scope} calms"
    alone = f"nobody sees to it for {age(one.unhandled)}" if one.unhandled else ""
    causes = "; ".join(share.cause.text for share in one.shares[:2])
    return joined((text(f"{word} {one.level:.2f}", role), text(alone, Role.WARN), text(causes, Role.MUTED)))
