"""The pain signal: what hurts, how much, and when that trips a breaker."""

from console.analysis.pain.signal import PainSignal, overall

__all__ = ["PainSignal", "overall"]
