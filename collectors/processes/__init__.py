"""Processes: what runs here, what it costs, and how it ends."""
