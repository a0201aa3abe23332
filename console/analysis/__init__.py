"""Analysts: pure rooms that turn what was collected into what it means."""
