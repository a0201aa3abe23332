"""Which job runs next, and why the others wait."""
