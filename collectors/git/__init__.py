"""The git checkout: where it stands, what differs, and what is done to it."""

from collectors.git.collector import GitCollector

__all__ = ["GitCollector"]
