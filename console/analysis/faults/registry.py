"""Every recogniser; where two could claim a line, the more particular one comes first."""

from console.analysis.faults import (
    go,
    gradle,
    java,
    jest,
    mocha,
    node,
    playwright,
    pytest,
    python,
    rust,
    scala,
    surefire,
    tap,
    unittest,
)
from console.analysis.faults.recogniser import Recogniser

RECOGNISERS: tuple[Recogniser, ...] = (
    pytest.RECOGNISER,
    unittest.RECOGNISER,
    jest.RECOGNISER,
    mocha.RECOGNISER,
    playwright.RECOGNISER,
    tap.RECOGNISER,
    surefire.RECOGNISER,
    gradle.RECOGNISER,
    scala.RECOGNISER,
    go.RECOGNISER,
    rust.RECOGNISER,
    python.RECOGNISER,
    node.RECOGNISER,
    java.RECOGNISER,
)
