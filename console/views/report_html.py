"""The scoreboard as one HTML page that asks nobody for anything: no script, no font, no picture from elsewhere."""

from datetime import tzinfo
from html import escape

from console.model.flow import FlowState
from console.model.report import Facts, Measure, Report
from console.views.report import figure, target, trend
from console.views.scoreboard import in_state
from console.views.times import full, local

COLOURS = {
    FlowState.FLOWING: "#2f7d5b", FlowState.RECOVERING: "#5b84a8", FlowState.SLOWED: "#c98a2b",
    FlowState.BLOCKED: "#b23b2e",
}  # fmt: skip
HIGH, WIDE = 160, 40
LINE_WIDE, LINE_HIGH = 120, 24
_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
td.figure { text-align: right; font-variant-numeric: tabular-nums; }
small { opacity: .75; } .met { color: #2f7d5b; } .missed { color: #b2621e; } .unknown { opacity: .6; }
svg text { font: 11px system-ui, sans-serif; fill: currentColor; }
""".strip()


def report_page(report: Report, zone: tzinfo | None) -> str:
    """The page; every foreign word in it is escaped, and a policy in it forbids requests altogether."""
    title = escape(f"{report.project}: {report.span}")
    spans = f"{full(report.since, zone)[:16]} to {full(report.until, zone)[:16]}"
    rows = "\n".join(_row(measure) for measure in report.measures)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{_STYLE}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{escape(spans)} on {escape(report.node)}</p>
<table>
<thead><tr><th>measure</th><th>now</th><th>target</th><th>before</th><th>by day</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
<h2>Hours a day</h2>
{_bars(report, zone)}
</body>
</html>
"""


def _row(measure: Measure) -> str:
    state = {True: "met", False: "missed", None: "unknown"}[measure.met]
    words = {True: "reached", False: "missed", None: "not known"}[measure.met]
    moved = trend(measure)
    cells = (
        f"<td>{escape(measure.title)}<br><small>{escape(measure.basis)}</small></td>",
        f'<td class="figure {state}">{escape(figure(measure.value, measure.unit))}<br><small>{words}</small></td>',
        f'<td class="figure">{escape(target(measure))}</td>',
        f'<td class="figure">{escape(figure(measure.before, measure.unit))}<br><small>{moved}</small></td>',
        f"<td>{_line(measure)}</td>",
    )
    return f"<tr>{''.join(cells)}</tr>"


def _line(measure: Measure) -> str:
    """The days as a line; a day of which nothing is known leaves a gap, a single one a dot."""
    top = max((value for value in measure.days if value is not None), default=0.0) or 1.0
    step = LINE_WIDE / max(1, len(measure.days) - 1)
    dots = "".join(
        f'<circle cx="{n * step:.1f}" cy="{_height(value, top):.1f}" r="2"/>'
        for n, value in enumerate(measure.days)
        if value is not None
    )
    paths = "".join(
        f'<path d="M{n * step:.1f} {_height(a, top):.1f}L{(n + 1) * step:.1f} {_height(b, top):.1f}"/>'
        for n, (a, b) in enumerate(zip(measure.days, measure.days[1:], strict=False))
        if a is not None and b is not None
    )
    size = f'width="{LINE_WIDE + 4}" height="{LINE_HIGH + 4}" viewBox="-2 -2 {LINE_WIDE + 4} {LINE_HIGH + 4}"'
    label = escape(f"{measure.title} by day")
    return (
        f'<svg {size} role="img" aria-label="{label}">'
        f'<g stroke="currentColor" fill="none">{paths}</g><g fill="currentColor">{dots}</g></svg>'
    )


def _height(value: float, top: float) -> float:
    return LINE_HIGH * (1 - value / top)


def _bars(report: Report, zone: tzinfo | None) -> str:
    """A stacked bar for each day, with a legend."""
    most = max((sum(in_state(day, state) for state in COLOURS) for day in report.days), default=0.0)
    if not most:
        return "<p>Nobody was seen at work.</p>"
    bars = "".join(_bar(n, day, most, zone) for n, day in enumerate(report.days))
    legend = " ".join(
        f'<tspan fill="{colour}">&#9632;</tspan> {state.value}&#160;' for state, colour in COLOURS.items()
    )
    width = WIDE * len(report.days)
    return (
        f'<svg viewBox="0 0 {max(width, 320)} {HIGH + 50}" width="100%" role="img" aria-label="hours a day">{bars}'
        f'<text x="0" y="{HIGH + 44}">{legend}</text></svg>'
    )


def _bar(place: int, day: Facts, most: float, zone: tzinfo | None) -> str:
    drawn, top = [], float(HIGH)
    for state, colour in COLOURS.items():
        seconds = in_state(day, state)
        high = HIGH * seconds / most
        top -= high
        drawn.append(
            f'<rect x="{place * WIDE + 4}" y="{top:.1f}" width="{WIDE - 8}" height="{high:.1f}" fill="{colour}">'
            f"<title>{state.value} {seconds / 3600:.1f} h</title></rect>"
        )
    moment = local((day.since + day.until) / 2, zone)
    name = f"{moment:%a %d}" if moment else ""
    return f'{"".join(drawn)}<text x="{place * WIDE + 4}" y="{HIGH + 16}">{name}</text>'
