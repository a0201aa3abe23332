"""What keeps the queue going, in a line or a few: tracks with their limits, runs that were spared, guesses."""

from collections import Counter

from console.model.frame import Frame
from console.model.job import JobState, Track
from console.model.lines import Line, Role, Span
from console.model.ruling import Workaround
from console.views.base import Context
from console.views.compose import indented, joined, text
from console.views.figures import age, count, duration, percent

WORKAROUND_KEY = "workaround "
OF_BREAKERS = "breaker "
"""How workarounds are called that only repeat what a breaker's row says."""


def workarounds(frame: Frame) -> list[Workaround]:
    """The workarounds that are taken and that no other row tells of."""
    return [one for one in frame.upkeep.workarounds if not one.name.startswith(OF_BREAKERS)]


def workaround_row(one: Workaround, ctx: Context) -> Line:
    """What is done instead, of what, until when."""
    refused = one.refused
    mark = f"{ctx.glyphs.info} refused" if refused else f"{ctx.glyphs.notice} instead"
    words = f"{one.instead}, until {one.until}"
    return joined(
        (
            text(mark, Role.MUTED if refused else Role.NOTICE),
            text(words, Role.MUTED if refused else Role.TEXT),
            text(f"for {age(ctx.now - one.since)}", Role.MUTED),
        )
    )


def summary(frame: Frame, ctx: Context) -> list[Line]:
    """Tracks, spared runs and guesses in one line, zoomed in one each; nothing where there is nothing to tell."""
    parts = [part for part in (_tracks(frame), _spared(frame), _guesses(frame)) if part]
    if ctx.zoomed:
        return [indented(part, ctx) for part in parts]
    return [indented(joined(parts, "   "), ctx)] if parts else []


def _tracks(frame: Frame) -> Line:
    """`tracks builds 1/2  deploy held`: what runs of what may, for groups somebody set up."""
    busy = Counter(job.work.group for job in frame.jobs if job.state in (JobState.RUNNING, JobState.PAUSED))
    told = [_track(track, busy[track.name]) for track in frame.upkeep.tracks]
    return joined(((Span("tracks", Role.MUTED),), *told)) if told else ()


def _track(track: Track, running: int) -> Line:
    if track.paused:
        return (*text(f"{track.name} "), Span("held", Role.NOTICE))
    full = running >= track.parallel
    return (*text(f"{track.name} "), Span(f"{running}/{track.parallel}", Role.ACCENT if full else Role.STRONG))


def _spared(frame: Frame) -> Line:
    """`not run again 12 of 40 (30%), 4:12 saved`."""
    known = frame.upkeep
    if not known.checked:
        return ()
    share = percent(100 * known.hits / known.checked)
    saved = f", {duration(known.saved)} saved" if known.hits else ""
    words = f"{count(known.hits)} of {count(known.checked)} ({share}){saved}"
    return (Span("not run again ", Role.MUTED), Span(words, Role.TEXT))


def _guesses(frame: Frame) -> Line:
    """`started early 7 of 9 (78%) right`."""
    known = frame.upkeep
    if not known.guessed:
        return ()
    words = f"{known.right} of {known.guessed} ({percent(100 * known.right / known.guessed)}) right"
    return (Span("started early ", Role.MUTED), Span(words, Role.TEXT))
