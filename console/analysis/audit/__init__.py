"""Audit: what a run that ended well tells of itself that speaks against it."""

from console.analysis.audit.doubts import doubts

__all__ = ["doubts"]
