"""The bench of the conformance tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """An empty project, not yet watched."""
    made = Bench.under(tmp_path)
    yield made
    made.stop()
    made.oracle.close()
