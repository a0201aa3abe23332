"""Flow: whether work goes on, what holds it up, and what would give most time back."""

from console.analysis.flow.analyst import FlowAnalyst
from console.analysis.flow.steps import steps

__all__ = ["FlowAnalyst", "steps"]
