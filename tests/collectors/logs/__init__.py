"""Tests of the log collector."""
