"""What kind of failure a text tells of: rules as data, words where they are silent, `unknown` rather than a guess."""

from console.analysis.classify.classifier import Classifier, classify
from console.analysis.classify.rule import Rule, Scope
from console.analysis.classify.rulefile import load_rules

__all__ = ["Classifier", "Rule", "Scope", "classify", "load_rules"]
