"""Kontrapunkt: a terminal console for people who build software for hours at a stretch."""

__version__ = "0.1.0"
