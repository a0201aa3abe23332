"""Error budgets: episodes instead of lines, tiers of two windows, and the odds that the rate is too high."""

from console.analysis.budget.rate import RateBudget
from console.analysis.budget.ratio import RatioBudget

__all__ = ["RateBudget", "RatioBudget"]
