"""What to do about a job that failed: again, in another way, or not at all."""

from console.actions.strategy.budget import Allowance, earned, spent
from console.actions.strategy.later import retry_after
from console.actions.strategy.step import Policy, next_step
from console.actions.strategy.variants import varied

__all__ = ["Allowance", "Policy", "earned", "next_step", "retry_after", "spent", "varied"]
