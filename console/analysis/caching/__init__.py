"""What caches save over time, and why they do not save more."""
