"""Templates mined from log lines online: mask, normalise to a key, merge keys that differ in a slot that varies."""
