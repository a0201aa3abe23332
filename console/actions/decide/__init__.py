"""Deciding: how sure, how dangerous, what the rulebook says, and what follows from that."""

from console.actions.decide.confidence import Trust, trust
from console.actions.decide.mode import Proposal, judged
from console.actions.decide.reach import Reach, reach_of, repeatable, worst_of
from console.actions.decide.rulebook import Case, Rulebook

__all__ = ["Case", "Proposal", "Reach", "Rulebook", "Trust", "judged", "reach_of", "repeatable", "trust", "worst_of"]
