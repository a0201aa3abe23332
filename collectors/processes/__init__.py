"""Processes: what runs here, what it costs, and how it ends."""

from collectors.processes.collector import ProcessCollector

__all__ = ["ProcessCollector"]
