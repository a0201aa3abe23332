"""The machine: how much of each of its resources is in use."""

from collectors.machine.collector import MachineCollector

__all__ = ["MachineCollector"]
