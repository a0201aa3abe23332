"""Which tests a change touches, so that they run first."""
