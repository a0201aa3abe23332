"""The catalogue of past failures: filling it from old logs, CI logs and the history of a repository."""
