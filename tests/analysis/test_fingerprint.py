import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.analysis import fingerprint
from console.analysis.faults import recognise
from console.model.failure import FailedTest, Fault, FaultKind, Place


def python(
    root: str, *, line: int = 10, kind: str = "ValueError", message: str = "bad 3", function: str = "connect"
) -> str:
    return (
        "Traceback (most recent call last):\n"
        f'  File "{root}/app/main.py", line {line}, in run\n    connect(url)\n'
        f'  File "{root}/.venv/lib/python3.11/site-packages/lib/x.py", line {line + 5}, in call\n    f()\n'
        f'  File "{root}/app/db.py", line {line + 9}, in {function}\n    raise {kind}(n)\n'
        f"{kind}: {message}"
    )


def fault(text: str) -> Fault:
    (only,) = recognise(text.split("\n")).faults
    return only


def key(text: str) -> str:
    return fingerprint.of_fault(fault(text))


def test_lines_folders_and_variable_messages_do_not_count():
    assert key(python("/home/runner/work/a/a")) == key(python("/builds/g/a", line=99, message="bad 77"))


@pytest.mark.parametrize("change", [{"kind": "KeyError"}, {"function": "close"}])
def test_another_class_or_function_is_another_failure(change):
    assert key(python("/a")) != key(python("/a", **change))


def test_recursion_of_several_functions_is_one():
    def deep(times: int) -> Fault:
        frames = [Place(file="main.py", function="main")]
        frames += [Place(file="tree.py", function=name) for _ in range(times) for name in ("walk", "visit")]
        return _exception(tuple(frames))

    assert fingerprint.of_fault(deep(2)) == fingerprint.of_fault(deep(40))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lambda$run$0", "lambda$run$17"),
        ("app::serve::{{closure}}::h0123456789abcdef", "app::serve::h00112233445566aa"),
        ("block (2 levels) in save", "save"),
        ("async load", "load"),
        ("main.start.func1", "main.start.func2.1"),
    ],
)
def test_what_compilers_add_to_a_name_does_not_count(one, other):
    frames = [(Place(file="x.rs", function=name),) for name in (one, other)]
    assert fingerprint.of_fault(_exception(frames[0])) == fingerprint.of_fault(_exception(frames[1]))


def test_frames_of_libraries_do_not_count():
    own = Place(file="a.py", function="f")
    foreign = Place(file="site-packages/b.py", function="g", in_app=False)
    assert fingerprint.of_fault(_exception((own,))) == fingerprint.of_fault(_exception((foreign, own, foreign)))


def test_without_frames_type_and_masked_message_count():
    one, two, three = (_exception((), message=m) for m in ("port 80 in use", "port 8080 in use", "no route"))
    assert fingerprint.of_fault(one) == fingerprint.of_fault(two) != fingerprint.of_fault(three)


def test_compiler_errors_differ_by_the_name_they_speak_of_not_by_line():
    def key_of(name: str, line: int) -> str:
        return key(f"/ci/{line}/src/a.c:{line}:3: error: '{name}' undeclared")

    assert key_of("foo", 7) == key_of("foo", 90) != key_of("bar", 7)


def test_a_test_keeps_its_key_when_lines_move():
    names = ["[chromium] › tests/a.spec.ts:12:5 › shows", "[chromium] › tests/a.spec.ts:40:9 › shows", "x › shows"]
    keys = [fingerprint.of_test(FailedTest(name=name, framework="playwright", line=1)) for name in names]
    assert keys[0] == keys[1] != keys[2]


def test_why_says_what_counted():
    assert fingerprint.why(fault(python("/a"))) == "same in-app frames app/db.py:connect < app/main.py:run, ValueError"
    assert "same text" in fingerprint.why("disk 3 full")
    assert fingerprint.why(FailedTest(name="t", framework="go", line=1)) == "same test t"


@given(st.text(max_size=300))
def test_every_text_has_a_key_of_fixed_form(text):
    made = fingerprint.of_text(text)
    assert made.startswith("f1:")
    assert len(made) == 19
    assert made == fingerprint.of_text(text)


def _exception(frames: tuple[Place, ...], message: str = "m") -> Fault:
    return Fault(
        tool="t", kind=FaultKind.EXCEPTION, first=1, last=1, headline=1, type="E", message=message, frames=frames
    )
