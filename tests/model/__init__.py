"""Tests of console/model."""
