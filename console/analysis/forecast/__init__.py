"""Exhaustion forecast: when a resource meets its limit, how sure that is, and when to warn."""

from console.analysis.forecast.forecaster import Direction, Forecaster

__all__ = ["Direction", "Forecaster"]
