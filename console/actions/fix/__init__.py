"""Carrying a suggestion out: its commands without a shell, and what keeps foreign words from running anything."""

from console.actions.fix.plan import Plan, UnfitError, plan
from console.actions.fix.words import split

__all__ = ["Plan", "UnfitError", "plan", "split"]
