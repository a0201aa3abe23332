"""The engine: wires collectors, store and link; the one writer."""
