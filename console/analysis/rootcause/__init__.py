"""Root cause: where a failed run began to fail."""

from console.analysis.rootcause.baseline import Baseline
from console.analysis.rootcause.find import find

__all__ = ["Baseline", "find"]
