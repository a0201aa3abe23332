"""Log files: found, followed through every kind of rotation, each line counted exactly once."""

from collectors.logs.collector import LogCollector

__all__ = ["LogCollector"]
