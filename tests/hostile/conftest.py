"""The session of the end-to-end tests."""

from tests.e2e.conftest import session

__all__ = ["session"]
