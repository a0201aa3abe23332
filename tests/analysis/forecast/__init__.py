"""Tests of the exhaustion forecast."""
