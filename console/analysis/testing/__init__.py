"""Test reports: parsers of their formats, and what the history of a test tells. Pure; knows no store and no clock."""
