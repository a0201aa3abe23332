"""Words for spans of time and for what must be free, as people write them in options and settings."""

import re

from console.model.job import Needs

_UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_SIZES = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}


def seconds(text: str) -> float:
    """A span such as `90`, `90s`, `10m`, `2h`, in seconds. Raises ValueError."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd]?)", text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no span of time; write 90s, 10m, 2h or 1d")
    return float(found[1]) * _UNITS[found[2]]


def needs(texts: tuple[str, ...]) -> Needs:
    """What has to be free, from words such as `mem=2G`, `disk=500M`, `cores=2`. Raises ValueError."""
    found: dict[str, float] = {}
    for text in texts:
        pair = re.fullmatch(r"(mem|memory|disk|cores)=(\d+(?:\.\d+)?)([kKmMgGtT]?)i?[bB]?", text.strip())
        if pair is None:
            raise ValueError(f"{text!r} is no need; write mem=2G, disk=500M or cores=2")
        name = "memory" if pair[1] == "mem" else pair[1]
        found[name] = float(pair[2]) * (_SIZES[pair[3].lower()] if name != "cores" else 1)
    return Needs(memory=int(found.get("memory", 0)), disk=int(found.get("disk", 0)), cores=found.get("cores", 0.0))
