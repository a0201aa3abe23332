"""What may mend a failed command: the tool's own hints, a registry of fixes as data, and what was probably meant.

Nothing here runs anything: every suggestion is a command with what it would change, why, and how sure it is.
"""

from console.analysis.fixes.logs import suggest_for, with_record
from console.analysis.fixes.suggest import suggest
from console.analysis.fixes.surroundings import NOWHERE, Nowhere, Surroundings

__all__ = ["NOWHERE", "Nowhere", "Surroundings", "suggest", "suggest_for", "with_record"]
