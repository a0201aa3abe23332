"""Snapshots of a work tree in a shadow git directory, and the way back to them."""
