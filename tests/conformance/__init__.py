"""Tail conformance: the 36 named cases, and a randomised machine, against real files and a real engine process."""
