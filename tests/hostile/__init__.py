"""Hostile input: every case of the security reference that concerns the spine, under its name."""
