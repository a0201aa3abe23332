"""Which acts events tell of."""

import pytest
from msgspec.structs import replace

from console.analysis.flow import steps
from console.model.event import Draft, Severity, Voice
from console.model.flow import Act


def event(kind: str, text: str = "", severity: Severity = Severity.INFO, voice=Voice.SKYSKRAPER, **attrs: object):
    return Draft(time=1.0, source="s", kind=kind, voice=voice, severity=severity, text=text, template=text, attrs=attrs)


@pytest.mark.parametrize(
    ("kind", "attrs", "acts"),
    [
        ("git.edit", {}, [Act.EDIT]),
        ("git.commit", {"subject": "Add it"}, [Act.COMMIT]),
        ("git.commit", {"subject": 'Revert "Add it"'}, [Act.REVERT]),
        ("git.head", {}, [Act.REVERT]),
        ("git.branch", {"to": "main"}, [Act.SWITCH]),
        ("job.running", {"job": 1, "title": "t"}, [Act.BEGIN]),
        ("job.passed", {"job": 1, "title": "t"}, [Act.END]),
        ("process.start", {"name": "make", "project": True, "pids": [3]}, [Act.BEGIN]),
        ("process.start", {"name": "npm", "project": True, "pids": [3]}, [Act.WAIT]),
        ("process.start", {"name": "git", "command": "git fetch origin", "project": True, "pids": [3]}, [Act.WAIT]),
        ("process.start", {"name": "make", "project": False, "pids": [3]}, []),
        ("process.start", {"name": "/bin/bash", "project": True, "pids": [3]}, []),
        ("process.start", {"name": "node", "command": "node vite dev", "project": True, "pids": [3]}, []),
        ("process.exit", {"name": "make", "project": True, "code": 2, "seconds": 3.0}, [Act.END]),
        ("ci.started", {"run": 1}, [Act.WAIT]),
        ("ci.failed", {"run": 1}, [Act.RESUME]),
        ("question.asked", {"id": 1}, [Act.ASK]),
        ("question.answered", {"id": 1}, [Act.ANSWER]),
        ("log.line", {}, []),
        ("unheard.of", {}, []),
    ],
)
def test_kinds(kind, attrs, acts):
    assert [step.act for step in steps(event(kind, "text", **attrs))] == acts


def test_a_failure_carries_its_signature_and_a_pass_none():
    (failed,) = steps(event("job.failed", "t failed", Severity.ERROR, job=1, title="t", seconds=2.0))
    assert (failed.passed, failed.signature, failed.seconds) == (False, "t failed", 2.0)
    (passed,) = steps(event("job.passed", "t passed", job=1, title="t"))
    assert (passed.passed, passed.signature) == (True, "")


def test_a_limit_in_a_failed_line_is_told_and_in_a_calm_one_not():
    text = "write /tmp/x: No space left on device"
    assert [step.act for step in steps(event("log.line", text, Severity.ERROR))] == [Act.LIMIT]
    assert not steps(event("log.line", text, Severity.INFO))


def test_a_resource_is_short_at_the_last_level_until_it_falls():
    assert [s.act for s in steps(event("machine.limit", "disk", Severity.ERROR, series="disk:/"))] == [Act.SHORT]
    assert [s.act for s in steps(event("machine.limit", "disk", Severity.WARNING, series="disk:/"))] == [Act.AMPLE]


def test_what_the_console_inferred_tells_of_nothing():
    assert not steps(event("git.edit", voice=Voice.HAND))


@pytest.mark.parametrize("attrs", [{"pids": "x"}, {"pids": []}, {"seconds": "long"}, {"seconds": True}, {"code": "x"}])
def test_odd_attributes_are_harmless(attrs):
    assert len(steps(event("process.exit", name="make", project=True, **attrs))) == 1


def test_a_failure_is_told_in_words_and_known_by_its_fingerprint():
    text = "make test failed: assert <*> == 4"
    event_ = replace(event("job.failed", text, Severity.ERROR, job=1, title="make test"), fingerprint="f1:4e35")
    (step,) = steps(event_)
    assert (step.signature, step.said) == ("f1:4e35", "assert <*> == 4")


@pytest.mark.parametrize(
    ("code", "seconds", "passed"), [(0, 9.0, True), (0, 0.1, None), (2, 0.1, False), (None, 9, None)]
)
def test_only_a_process_that_took_a_while_tells_of_success(code, seconds, passed):
    (step,) = steps(event("process.exit", name="make", project=True, code=code, seconds=seconds))
    assert step.passed is passed


def test_the_collector_tells_how_ci_ended_and_of_failed_jobs_with_their_cause():
    (ended,) = steps(event("ci.run.failed", "CI #7 failed", run="77", voice=Voice.RUSTBELT))
    assert (ended.act, ended.key, ended.passed, ended.seconds) == (Act.RESUME, "ci 77", None, 0.0)
    (failed,) = steps(event("ci.job.failed", "CI / test failed: assert 3 == 4", title="CI / test", job="9", run="77"))
    assert (failed.passed, failed.signature, failed.said) == (False, "CI / test failed: assert 3 == 4", "assert 3 == 4")
