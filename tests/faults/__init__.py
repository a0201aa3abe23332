"""Faults: kills, disk and memory that fail, clocks that jump, a store that breaks; nothing acknowledged is lost."""
