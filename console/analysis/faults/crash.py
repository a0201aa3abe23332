"""Processes that died: sanitizers, valgrind, signals, the kernel's memory killer, exit codes of CI."""

from collections.abc import Iterator

from console.analysis.faults.inapp import own_file
from console.analysis.faults.log import Log
from console.analysis.faults.recogniser import Found, Recogniser, fault
from console.model.failure import FaultKind, Place
from console.text.late import Late

CUES = (
    "Sanitizer: ", "runtime error: ", "Invalid read of ", "Invalid write of ", "definitely lost: ", "egmentation fault",
    "core dumped", "Killed process ", "ut of memory", "OOMKilled", "exit code 13", "exited with code 13",
    "Aborted", "Killed",
    "heap limit", "fatal signal", "OutOfMemoryError", "MOZ_CRASH", "PROCESS-CRASH",
)  # fmt: skip
_SANITIZER = Late(r"(?:==\d++==)?(?:ERROR|WARNING): (\w+Sanitizer): ([\w-]+)(.*)$")
_UBSAN = Late(r"(\S[^:]*+):(\d++):(\d++): runtime error: (.*)$")
_FRAME = Late(r"\s*+#\d++ 0x[0-9a-f]++ (?:in )?(\S.*?) (/\S*?|[\w./-]+\.\w+?)(?::(\d++))?(?::(\d++))?$")
_VALGRIND = Late(r"==\d++== (Invalid (?:read|write) of size \d++|.* definitely lost in loss record.*)$")
_VALGRIND_FRAME = Late(r"==\d++==\s++(?:at|by) 0x[0-9A-F]++: (.*?) \((?:in )?([^:)]++)(?::(\d++))?\)$")
_SIGNAL = Late(
    r"(?:.*?line (\d++): *+)?(?:\d++ )?(Segmentation fault|Aborted|Killed|Bus error|Illegal instruction"
    r"|Trace/breakpoint trap)\b(.*)$"
)
_OOM = Late(
    r".*?((?:Memory cgroup o|O|o)ut of memory: Kill(?:ed)? process.*|OOMKilled.*|JavaScript heap out of memory.*"
    r"|exit(?:ed with)? code 137.*|virtual memory exhausted.*|Cannot allocate memory.*)$"
)
_EXIT = Late(r".*exit(?:ed with)? code (13[4-9])\b")
_SIGNALS = {"134": "SIGABRT", "135": "SIGBUS", "136": "SIGFPE", "137": "SIGKILL", "139": "SIGSEGV"}
_MOZ = Late(r".*PROCESS-CRASH \| (.*)$")


def find(log: Log) -> Iterator[Found]:
    """Every death with what is told of it."""
    for index in log.at("Sanitizer: "):
        if match := _SANITIZER.search(log[index]):
            frames, last = _frames(log, index, _FRAME)
            yield fault(
                "sanitizer",
                FaultKind.CRASH,
                (index, last, index),
                type=match[2],
                message=match[2] + match[3],
                frames=frames,
            )
    for index in log.at("runtime error: "):
        if match := _UBSAN.match(log[index]):
            place = Place(file=match[1], line=int(match[2][:9]), column=int(match[3][:9]), in_app=own_file(match[1]))
            yield fault(
                "sanitizer",
                FaultKind.CRASH,
                (index, index, index),
                type="undefined-behavior",
                message=match[4],
                where=place,
            )
    for index in log.at("Invalid read of ", "Invalid write of ", "definitely lost"):
        if match := _VALGRIND.match(log[index]):
            frames, last = _frames(log, index, _VALGRIND_FRAME)
            yield fault("valgrind", FaultKind.CRASH, (index, last, index), message=match[1], frames=frames)
    yield from _deaths(log)


def _deaths(log: Log) -> Iterator[Found]:
    """Signals, memory that ran out, and Firefox's crashes."""
    for index in log.at("PROCESS-CRASH"):
        if match := _MOZ.match(log[index]):
            yield fault("mozilla", FaultKind.CRASH, (index, index, index), type="PROCESS-CRASH", message=match[1])
    for index in log.at("Killed process ", "ut of memory", "OOMKilled", "exit code 13", "exited with code 13"):
        line = log[index]
        if match := _OOM.match(line):
            yield fault("kernel", FaultKind.CRASH, (index, index, index), type="SIGKILL", message=match[1])
        elif code := _EXIT.match(line):
            yield fault("shell", FaultKind.CRASH, (index, index, index), type=_SIGNALS[code[1]], message=line)
    for index in log.at("egmentation fault", "Aborted", "Killed"):
        if (match := _SIGNAL.match(log[index].strip())) and ("process" not in match[3]):
            yield fault("shell", FaultKind.CRASH, (index, index, index), message=match[2] + match[3])


def _frames(log: Log, index: int, pattern: Late) -> tuple[tuple[Place, ...], int]:
    """The first stack below a line, outermost first, and its last line."""
    frames: list[Place] = []
    last = index
    for below in range(index + 1, min(index + 200, len(log))):
        match = pattern.match(log[below])
        if match:
            own = own_file(match[2]) and not match[1].startswith(("__interceptor_", "__asan", "__libc", "operator "))
            frames.append(Place(file=match[2], line=int((match[3] or "0")[:9]), function=match[1], in_app=own))
            last = below
        elif frames or below > index + 4:
            break
    return tuple(reversed(frames)), last


RECOGNISER = Recogniser(CUES, find)
