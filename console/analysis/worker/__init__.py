"""The analysis worker: a process of its own for the heavy mathematics.

The engine imports `client` and `protocol` only; `python -I -m console.analysis.worker` is the process.
"""
