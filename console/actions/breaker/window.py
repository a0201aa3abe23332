"""The sliding window of a breaker: a few slices of time with what happened in each."""

from collections.abc import Sequence

from console.actions.breaker.limits import Call, Limits
from console.model.breaker import Bucket, Moment


def added(window: Sequence[Bucket], call: Call, now: Moment, limits: Limits) -> tuple[Bucket, ...]:
    """The window with one more call; slices that are too old, or come from a clock that went back, are gone."""
    index = int(now.ticks // limits.slice_s)
    kept = [bucket for bucket in window if index - limits.slices < bucket.index <= index]
    last = kept.pop() if kept and kept[-1].index == index else Bucket(index)
    slow = call.seconds is not None and call.seconds > limits.slow_s
    return (*kept, Bucket(index, last.calls + 1, last.failures + (not call.ok), last.slow + slow))


def verdict(window: Sequence[Bucket], limits: Limits) -> str:
    """Why these calls are reason enough to open; empty when they are not."""
    calls = sum(bucket.calls for bucket in window)
    failures = sum(bucket.failures for bucket in window)
    slow = sum(bucket.slow for bucket in window)
    if calls < limits.calls:
        return ""
    span = f"of {calls} calls within {limits.slice_s * limits.slices:.0f} s"
    if failures >= limits.failures * calls:
        return f"{failures} {span} failed"
    return f"{slow} {span} took more than {limits.slow_s:g} s" if slow >= limits.slow * calls else ""
