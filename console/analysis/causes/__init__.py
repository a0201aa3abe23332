"""Causes: clusters of different wording that have one reason, found by likeness and proven by evidence."""
