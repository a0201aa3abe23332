"""What the autopilot says: how long it goes on, what it did, why it ended."""

from console.model.autopilot import Flight, Stretch
from console.model.event import Draft, Severity, Voice
from console.model.ruling import FixRun
from console.text.clean import clean
from console.text.mask import template
from console.text.redact import redact_text

MINUTE = 60.0
SOURCE = "jobs"


def span(seconds: float) -> str:
    """A span as a person says it: `45 s`, `12 min`, `1 h 5 min`."""
    if seconds < MINUTE:
        return f"{max(0.0, seconds):.0f} s"
    hours, minutes = divmod(round(seconds / MINUTE), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def on_words(flight: Flight, left: float) -> str:
    """How far it is, with so many seconds left."""
    stretch = flight.stretch
    return (
        f"{stretch.name} mends {stretch.scope.value} unasked: {span(left)} and {stretch.most - flight.taken} of "
        f"{stretch.most} fixes left; `!` or `kontrapunkt autopilot stop` ends it"
    )


def ended_words(flight: Flight) -> str:
    """Why it ended, and what it did."""
    return f"{flight.stretch.name} ended: {flight.stretch.why}; {tally(flight)}"


def tally(flight: Flight) -> str:
    """What was done."""
    if not flight.taken:
        return "it made no fix"
    return f"of {flight.taken} fixes {flight.helped} helped"


def cut_short(run: FixRun) -> str:
    """What became of a fix that was under way when it was stopped."""
    kept = f"; checkpoint {run.checkpoint} was kept before it: `kontrapunkt restore {run.checkpoint}`"
    return f"the fix `{run.command}` (ruling {run.ruling}) was cancelled{kept if run.checkpoint else ''}"


def started_event(stretch: Stretch, now: float) -> Draft:
    """The event of its beginning."""
    words = f"{stretch.name} mends {stretch.scope.value} unasked: {span(stretch.span)}, {stretch.most} fixes at most"
    return _event("autopilot.started", words, stretch, now)


def ended_event(flight: Flight, now: float) -> Draft:
    """The event of its end."""
    return _event("autopilot.ended", ended_words(flight), flight.stretch, now)


def _event(kind: str, words: str, stretch: Stretch, now: float) -> Draft:
    text = redact_text(clean(words))
    return Draft(
        time=now, source=SOURCE, kind=kind, voice=Voice.RUSTBELT, severity=Severity.NOTICE, text=text,
        template=template(text), attrs={"autopilot": stretch.id},
    )  # fmt: skip
