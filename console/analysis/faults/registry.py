"""Every recogniser; where two could claim a line, the more particular one comes first."""

from console.analysis.faults.beam import RECOGNISER as BEAM
from console.analysis.faults.build import RECOGNISER as BUILD
from console.analysis.faults.commands import RECOGNISER as COMMANDS
from console.analysis.faults.compilers import RECOGNISER as COMPILERS
from console.analysis.faults.cpp import RECOGNISER as CPP
from console.analysis.faults.crash import RECOGNISER as CRASH
from console.analysis.faults.dotnet import RECOGNISER as DOTNET
from console.analysis.faults.go import RECOGNISER as GO
from console.analysis.faults.gradle import RECOGNISER as GRADLE
from console.analysis.faults.harnesses import RECOGNISER as HARNESSES
from console.analysis.faults.java import RECOGNISER as JAVA
from console.analysis.faults.jest import RECOGNISER as JEST
from console.analysis.faults.linters import RECOGNISER as LINTERS
from console.analysis.faults.lists import RECOGNISER as LISTS
from console.analysis.faults.mocha import RECOGNISER as MOCHA
from console.analysis.faults.node import RECOGNISER as NODE
from console.analysis.faults.php import RECOGNISER as PHP
from console.analysis.faults.playwright import RECOGNISER as PLAYWRIGHT
from console.analysis.faults.pytest import RECOGNISER as PYTEST
from console.analysis.faults.python import RECOGNISER as PYTHON
from console.analysis.faults.recogniser import Recogniser
from console.analysis.faults.rows import RECOGNISER as ROWS
from console.analysis.faults.ruby import RECOGNISER as RUBY
from console.analysis.faults.rust import RECOGNISER as RUST
from console.analysis.faults.scala import RECOGNISER as SCALA
from console.analysis.faults.surefire import RECOGNISER as SUREFIRE
from console.analysis.faults.tap import RECOGNISER as TAP
from console.analysis.faults.unittest import RECOGNISER as UNITTEST

RECOGNISERS: tuple[Recogniser, ...] = (
    PYTEST,
    UNITTEST,
    JEST,
    MOCHA,
    PLAYWRIGHT,
    TAP,
    SUREFIRE,
    GRADLE,
    SCALA,
    GO,
    RUST,
    CPP,
    RUBY,
    PHP,
    BEAM,
    HARNESSES,
    ROWS,
    LISTS,
    PYTHON,
    NODE,
    JAVA,
    DOTNET,
    LINTERS,
    COMPILERS,
    BUILD,
    CRASH,
    COMMANDS,
)
