"""What kind of failure a text tells of: rules as data, words where they are silent, `unknown` rather than a guess."""

from console.analysis.classify.classifier import Classifier, Classify, classify
from console.analysis.classify.rule import Rule, Scope

__all__ = ["Classifier", "Classify", "Rule", "Scope", "classify"]
