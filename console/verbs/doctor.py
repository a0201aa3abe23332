"""`kontrapunkt doctor`: what this terminal and machine can do, and what would help."""

import json
import sys

import click

from console.doctor import Check, Verdict, checks
from console.verbs.options import Options

DEGRADED = 3
_ORDER = (Verdict.OK, Verdict.WARN, Verdict.FAIL)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def doctor(options: Options, as_json: bool) -> None:
    """Look at terminal, tmux, clipboard, state directory, inotify and tools; exit 3 when something must be mended."""
    found = checks(options.state, options.project)
    worst = max((check.state for check in found), key=_ORDER.index)
    click.echo(_as_json(found, worst) if as_json else "\n".join(_as_text(found, worst)))
    sys.exit(DEGRADED if worst is Verdict.FAIL else 0)


def _as_json(found: list[Check], worst: Verdict) -> str:
    """Everything on one line."""
    rows = [{"name": c.name, "state": c.state.value, "found": c.found, "remedy": c.remedy} for c in found]
    return json.dumps({"state": worst.value, "checks": rows})


def _as_text(found: list[Check], worst: Verdict) -> list[str]:
    """One line a finding, its remedy below; the sum at the end."""
    width = max(len(check.name) for check in found)
    lines: list[str] = []
    for check in found:
        lines.append(f"{check.state.value:4}  {check.name:{width}}  {check.found}")
        if check.remedy:
            lines.append(f"{'':{width + 6}}  > {check.remedy}")
    counted = ", ".join(f"{sum(c.state is verdict for c in found)} {verdict.value}" for verdict in _ORDER)
    return [*lines, "", f"{worst.value}: {counted}"]
