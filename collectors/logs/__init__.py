"""Log files: found, followed through every kind of rotation, each line counted exactly once."""
