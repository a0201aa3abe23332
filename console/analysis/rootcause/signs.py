"""The signs a line of a log can bear, as plain bits: they are combined for every line of logs of a million lines.

The table `signals.txt` says which lines bear which, and what each means.
"""

from console.model.failure import FaultKind

PLACE = 1 << 0
TEST = 1 << 1
RAISED = 1 << 2
TOOL = 1 << 3
CLOSING = 1 << 4
TALLY = 1 << 5
WORD = 1 << 6
STOPPED = 1 << 7
RESULT = 1 << 8
HARMLESS = 1 << 9
PASSED = 1 << 10
DECOY = 1 << 11
STEP = 1 << 12
GROUP = 1 << 13
OPENING = 1 << 14
MORE = 1 << 15
FRAME = 1 << 16
LIBRARY = 1 << 17
EXIT = 1 << 18
REPORT = 1 << 19
BANNER = 1 << 20

STRICT = PLACE | TEST | RAISED
BOUNDARY = STEP | GROUP

BY_NAME = {name: value for name, value in vars().items() if name.isupper()}

DOUBTED = TOOL | TALLY | WORD
"""What harmless words and success silence."""
CAUSAL = DOUBTED | STRICT | CLOSING | STOPPED | OPENING
"""What a mere consequence is not."""
OF_FAULT = {
    FaultKind.COMPILER: PLACE,
    FaultKind.LINKER: PLACE,
    FaultKind.LINT: PLACE,
    FaultKind.TEST: TEST,
    FaultKind.EXCEPTION: RAISED,
    FaultKind.CRASH: RAISED,
    FaultKind.COMMAND: TOOL,
}
"""What the headline of a recognised fault is a sign of."""
