"""Every recogniser; where two could claim a line, the more particular one comes first."""

from console.analysis.faults import pytest, python, unittest
from console.analysis.faults.recogniser import Recogniser

RECOGNISERS: tuple[Recogniser, ...] = (pytest.RECOGNISER, unittest.RECOGNISER, python.RECOGNISER)
