"""The machine: how much of each of its resources is in use."""
