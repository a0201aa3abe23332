"""`kontrapunkt forecast`: when a measured series meets its limit."""

import math
import sys
from typing import TYPE_CHECKING

import click
import msgspec

if TYPE_CHECKING:
    from console.model.forecast import Forecast

FIELDS = ("t", "warning", "critical", "eta_s", "low", "high", "reason")


@click.command()
@click.argument("file")
@click.option("--limit", type=float, required=True, help="The value at which the resource is exhausted.")
@click.option(
    "--direction",
    type=click.Choice(["up", "down"]),
    default="up",
    show_default=True,
    help="Whether values rise to the limit or fall to it.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a change.")
def forecast(file: str, limit: float, direction: str, as_json: bool) -> None:
    """Replay FILE and say when the resource runs out, whenever that changes.

    FILE has rows of t_seconds,value, oldest first; it may have a header and be compressed by gzip; - is standard
    input. Each line tells the seconds from its moment until the limit, with the interval that holds the truth in 80 %
    of cases; until the next line these run down. A warning tells of less than 30 minutes, critical of less than 5.
    Exit 2 when the file cannot be read.
    """
    from console.analysis.forecast import Direction, Forecaster
    from console.analysis.forecast.replay import changes
    from console.analysis.forecast.rows import UnreadableError, read

    if not math.isfinite(limit):
        raise click.BadParameter("give a finite number", param_hint="--limit")
    skipped: list[int] = []
    rows = read(file, skipped.append)
    try:
        for change in changes(rows, Forecaster(limit, Direction(direction))):
            sys.stdout.write(_object(change) if as_json else _line(change))
    except UnreadableError as error:
        click.echo(f"kontrapunkt: {error}", err=True)
        sys.exit(2)
    if skipped:
        click.echo(f"{len(skipped)} lines are no rows of t_seconds,value, the first is line {skipped[0]}", err=True)


def _object(change: "Forecast") -> str:
    """One JSON object on a line; seconds to a tenth."""
    row = {name: getattr(change, name) for name in FIELDS}
    row |= {name: round(row[name], 1) for name in ("eta_s", "low", "high") if row[name] is not None}
    return msgspec.json.encode(row).decode() + "\n"


def _line(change: "Forecast") -> str:
    """A line for people."""
    word = "CRITICAL" if change.critical else "WARNING" if change.warning else "ok"
    if change.eta_s is None or change.low is None or change.high is None:
        return f"{change.t:>10.0f} s  {word:8}  {change.reason}\n"
    span = f"{change.eta_s / 60:.1f} min ({change.low / 60:.1f} to {change.high / 60:.1f})"
    return f"{change.t:>10.0f} s  {word:8}  {span}  {change.reason}\n"
