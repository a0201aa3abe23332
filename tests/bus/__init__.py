"""Tests of console/bus.py."""
