"""Tests of console/store."""
