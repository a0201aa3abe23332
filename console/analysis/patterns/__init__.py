"""Rules over events: what comes too often, too seldom, in a telling order, or drifts the wrong way."""

from console.analysis.patterns.engine import Patterns
from console.analysis.patterns.rulefile import built_in, load_rules

__all__ = ["Patterns", "built_in", "load_rules"]
