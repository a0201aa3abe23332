"""Test reports that jobs leave behind: found by their names, read when they change."""
