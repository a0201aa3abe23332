"""Typed configuration: `load` gives the settings in force and everything that is wrong with the files."""

from console.config.load import Check, Loaded, load, project_file, user_file, values
from console.config.problem import Flaw, Problem
from console.config.trust import Trust, TrustError

__all__ = [
    "Check",
    "Flaw",
    "Loaded",
    "Problem",
    "Trust",
    "TrustError",
    "load",
    "project_file",
    "user_file",
    "values",
]
