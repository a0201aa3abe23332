"""`kontrapunkt tsunami`: the failure drill, in a scratch directory of its own."""

import signal
import sys
import time
from typing import TYPE_CHECKING

import click
import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from console.drill.drill import Order, Outcome


@click.command()
@click.option("--waves", type=click.IntRange(1, 20), default=1, show_default=True, help="Run every kind so often.")
@click.option("--kinds", metavar="A,B", default="", help="Only these kinds of failures.")
@click.option("--seed", type=click.IntRange(0), help="The order of the runs; default: another one every time.")
@click.option("--score", "scored", is_flag=True, help="Apply the first suggestions there, and print the figures.")
@click.option("--list", "listed", is_flag=True, help="List the kinds and run nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: the runs, then the score.")
def tsunami(waves: int, kinds: str, seed: int | None, scored: bool, listed: bool, as_json: bool) -> None:
    """Let real programs fail, and show what the console makes of them: the demo, the drill and the benchmark.

    Everything runs through a queue and an engine of its own, in a scratch directory under limits. Neither this project
    nor the engine that watches it is touched, and nothing stays behind. Kinds whose tools are missing are skipped.
    """
    from console.drill.catalogue import UnknownKindError, catalogue, named

    try:
        wanted = named([name.strip() for name in kinds.split(",") if name.strip()], catalogue())
    except UnknownKindError as error:
        raise click.BadParameter(str(error), param_hint="--kinds") from error
    if listed:
        for kind in wanted:
            row = {"kind": kind.name, "category": kind.category.value, "run": kind.run, "fix": kind.fix}
            click.echo(msgspec.json.encode(row) if as_json else f"{kind.name:<24} {kind.category:<14} {kind.run}")
        return
    from console.drill.drill import Order

    number = seed if seed is not None else time.time_ns() % 1_000_000
    click.echo(f"seed {number}", err=True)
    _drill(Order(kinds=wanted, waves=waves, seed=number, mending=scored), as_json=as_json)


def _drill(order: "Order", *, as_json: bool) -> None:
    """Conduct it and print what was found; whoever ends it early finds it cleaned up."""
    from console.drill.drill import conduct
    from console.drill.own_engine import EngineError
    from console.drill.scratch import StageError
    from console.link import LinkError
    from console.model.clock import SystemClock

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        outcome = conduct(order, SystemClock(), lambda words: click.echo(words, err=True))
    except (EngineError, StageError, LinkError, OSError) as error:
        raise click.ClickException(f"the drill cannot be held: {error}") from error
    except KeyboardInterrupt:
        click.echo("the drill was ended; nothing of it is left", err=True)
        sys.exit(130)
    click.echo("\n".join(_printed(outcome, scored=order.mending, as_json=as_json)))


def _printed(outcome: "Outcome", *, scored: bool, as_json: bool) -> "Iterator[str]":
    """The runs, and the figures where they are wanted."""
    from console.drill import report
    from console.drill.score import score

    if as_json:
        yield from (msgspec.json.encode(row).decode() for row in report.rows(outcome))
    else:
        yield from report.lines(outcome)
    if scored:
        judged = score(outcome.findings, outcome.mendings)
        yield from [msgspec.json.encode(report.figures(judged)).decode()] if as_json else ["", *report.table(judged)]
