"""The git checkout: where it stands, what differs, and what is done to it."""
