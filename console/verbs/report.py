"""`kontrapunkt report`: the scoreboard of a day or a week, from what was stored; no engine is needed."""

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from console.verbs.options import Options
from console.verbs.printing import glyphs_of, print_lines, room
from console.verbs.stored import read

if TYPE_CHECKING:
    from console.model.report import Facts, Report
    from console.store.reader import Reader

DAYS = 14
"""Days that are looked at: a week, and the one before it."""
WEEK = 7


@click.command()
@click.option("--day", "span", flag_value="day", default=True, help="Today, against yesterday.")
@click.option("--week", "span", flag_value="week", help="The last seven days, against the seven before.")
@click.option("--html", "as_html", is_flag=True, help="A page of its own for sharing; redirect it to a file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with stable field names.")
@click.pass_obj
def report(options: Options, span: str, as_html: bool, as_json: bool) -> None:
    """Print the scoreboard: every measure with its target, what it was before, and by day.

    docs/report.md says how each is made.
    """
    if as_html and as_json:
        raise click.UsageError("choose --html or --json")
    found = read(options, lambda reader: _report(reader, span))
    if found is None:
        raise click.ClickException("nothing is remembered here yet: no engine has watched this project")
    if as_json:
        click.echo(_json(found))
    elif as_html:
        from console.views.report_html import report_page

        click.echo(report_page(found, None), nl=False)
    else:
        _print(options, found)


def _report(reader: "Reader", span: str) -> "Report":
    from console.views.header import place
    from console.views.scoreboard import report as put_together

    frame = reader.frame()
    words, length = ("today", 1) if span == "day" else ("the last seven days", WEEK)
    return put_together(place(frame), frame.node, words, _days(reader, time.time()), length)


def _days(reader: "Reader", now: float) -> tuple["Facts", ...]:
    """The facts of each day, oldest first; days begin at midnight here, the last one ends now."""
    from console.store.read_report import facts

    midnight = datetime.fromtimestamp(now).replace(hour=0, minute=0, second=0, microsecond=0)  # noqa: DTZ006 - local days
    begins = [(midnight - timedelta(days=n)).timestamp() for n in range(DAYS - 1, -1, -1)]
    spans = list(zip(begins, [*begins[1:], now], strict=True))
    return reader.ask(lambda conn: tuple(facts(conn, since, until) for since, until in spans))


def _json(found: "Report") -> str:
    import msgspec

    from console.views.times import rfc3339

    fields = {
        "project": found.project, "node": found.node, "span": found.span, "since": rfc3339(found.since),
        "until": rfc3339(found.until),
        "measures": [
            {
                "name": one.name, "title": one.title, "unit": one.unit.value, "value": one.value, "target": one.target,
                "least": one.least, "met": one.met, "before": one.before, "better": one.better, "days": one.days,
                "basis": one.basis,
            }
            for one in found.measures
        ],
    }  # fmt: skip
    return msgspec.json.encode(fields).decode()


def _print(options: Options, found: "Report") -> None:
    """The table and, in a terminal wide enough, the picture of the days."""
    from console.model.lines import plain
    from console.views.base import Context
    from console.views.report import report_lines
    from console.views.report_chart import days_chart

    ctx = Context(width=room(), height=1000, now=found.until, glyphs=glyphs_of(options))
    chart = days_chart(found, ctx)
    lines = (*report_lines(found, ctx), *(((), *chart) if chart else ()))
    print_lines(plain(line).rstrip() for line in lines)
