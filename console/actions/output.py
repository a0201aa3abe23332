"""What an attempt printed, clean and redacted."""

import os

from console.text.clean import BODY_LIMIT, clean_bytes
from console.text.redact import redact_text


def tail(paths: list[str], limit: int = BODY_LIMIT) -> str:
    """The last lines of an attempt's output, clean and redacted; `limit` bytes of it are read."""
    data = b""
    for path in reversed(paths):
        with open(path, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            wanted = limit - len(data)
            file.seek(max(0, size - wanted))
            data = file.read(wanted) + data
        if len(data) >= limit:
            break
    lines = data.split(b"\n")
    whole = lines[1:] if len(data) >= limit else lines
    return redact_text("\n".join(clean_bytes(line) for line in whole)).rstrip()
