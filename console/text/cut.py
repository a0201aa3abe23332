"""Foreign lines as safe text of bounded length: cleaned, redacted, and only then cut.

A secret that a cut went through would no longer look like one, and what is left of it would be shown. So what is
redacted reaches further than what is kept, and a secret across the end of what is kept is replaced as a whole.
"""

from collections.abc import Sequence

from console.text.clean import BODY_LIMIT, LINE_LIMIT, clean_body, clean_bytes, clean_cut
from console.text.redact import redact, redact_text, redact_to

OVERLAP = 4096
REACH = LINE_LIMIT + OVERLAP


def safe_lines(raws: Sequence[bytes], encoding: str = "utf-8", omitted: int = 0) -> list[str]:
    """Lines of a file (without newlines) as safe text of at most 64 KiB each; what is missing is told in bytes.

    `omitted` bytes were left out already at the end of each. Give 4 KiB more of a line than are to be kept.
    """
    texts = redact([clean_bytes(raw, encoding) for raw in raws])
    for place, raw in enumerate(raws):
        if omitted or len(raw) > LINE_LIMIT:
            texts[place] = _long_line(raw, encoding, omitted)
    return texts


def safe_body(raw: bytes, limit: int = BODY_LIMIT) -> str:
    r"""A record of several lines as safe text of about `limit` characters; missing lines are told as `... +N lines`."""
    text = clean_body(raw, limit=limit + OVERLAP)
    if len(text) <= limit:
        return redact_text(text)
    end = text.rfind("\n", 0, limit + 1)
    end = limit if end <= 0 else end
    missing = raw.removesuffix(b"\n").count(b"\n") - text.count("\n", 0, end)
    return redact_to(text, end) + (f"\n... +{missing} lines" if missing else "")


def _long_line(raw: bytes, encoding: str, omitted: int) -> str:
    """A line that is cut: redacted beyond the cut."""
    kept, lost = clean_cut(raw, encoding)
    more, _ = clean_cut(raw, encoding, REACH)
    text = redact_to(more, _common(kept, more))
    return f"{text} +{lost + omitted} bytes" if lost + omitted else text


def _common(kept: str, more: str) -> int:
    """How far two texts are the same: what was cut off may change how the last signs are cleaned."""
    if more.startswith(kept):
        return len(kept)
    return next(place for place, (one, other) in enumerate(zip(kept, f"{more}\0", strict=False)) if one != other)
