"""The engine's work queue."""
