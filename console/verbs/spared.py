"""What `kontrapunkt jobs --stats` tells: how much work was spared because nothing had changed."""

import msgspec

from console.store import habits, proofs
from console.verbs.options import Options
from console.verbs.stored import stored


def spared(options: Options, *, as_json: bool) -> str:
    """The figures in words or as one JSON object. Raises ClickException."""
    found = stored(options, proofs.spared) or proofs.Spared()
    rate = found.hits / found.checked if found.checked else 0.0
    closed = [one[3] for one in stored(options, habits.guesses) or () if one[3] in (habits.RIGHT, habits.WRONG)]
    right = closed.count(habits.RIGHT)
    if as_json:
        fields: dict[str, float] = {
            "checked": found.checked,
            "hits": found.hits,
            "hit_rate": rate,
            "seconds_saved": found.seconds,
        }
        fields |= {"started_early": len(closed), "started_early_right": right}
        return msgspec.json.encode(fields).decode()
    early = f"\n{right} of the last {len(closed)} jobs that were started early were asked for" if closed else ""
    if not found.checked:
        return f"no job with inputs has been asked for yet{early}"
    told = f"{found.hits} of {found.checked} jobs with inputs did not have to run ({rate:.0%})"
    return f"{told}, {found.seconds:.0f} s saved{early}"
