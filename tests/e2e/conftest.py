"""A session that ends everything it opened."""

from collections.abc import Iterator

import pytest

from tests.conftest import Kontrapunkt
from tests.e2e.support import Session


@pytest.fixture
def session(program: Kontrapunkt) -> Iterator[Session]:
    """The program on a project with one log, watching only that."""
    opened = Session(program)
    yield opened
    opened.close()
