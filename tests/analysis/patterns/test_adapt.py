from typing import Any

from console.analysis.patterns.adapt import of_event, of_mapping, of_sample
from console.model.batch import Sample
from console.model.event import Draft, Severity, Voice


def draft(kind: str, severity: Severity = Severity.ERROR, voice: Voice = Voice.RUSTBELT, **attrs: Any) -> Draft:
    return Draft(
        time=1.0, source="logs", kind=kind, voice=voice, severity=severity, text="x failed",
        template="make test failed", fingerprint="f1", attrs=attrs,
    )  # fmt: skip


def test_an_error_line_is_an_error_of_its_file() -> None:
    (record,) = of_event(draft("log.line", file="a.log", body="long"), "dev-01")
    assert record.fields["type"] == "error"
    assert (record.fields["component"], record.fields["signature"], record.fields["host"]) == ("a.log", "f1", "dev-01")
    assert "body" not in record.fields


def test_own_findings_are_not_looked_at_again() -> None:
    assert of_event(draft("pattern.cascade", voice=Voice.HAND)) == ()


def test_a_failed_retry_is_a_run_an_attempt_and_a_failure() -> None:
    run, attempt, failure = of_event(draft("job.failed", job=3, attempt=2))
    assert (run.fields["type"], run.fields["job"], run.fields["result"]) == ("run", "make test", "fail")
    assert (attempt.fields["retry"], attempt.fields["ok"]) == (True, False)
    assert (failure.fields["type"], failure.fields["actor"]) == ("failure", "make test")


def test_a_commit_is_a_change() -> None:
    assert of_event(draft("git.commit", Severity.INFO))[0].fields["type"] == "change"


def test_pressure_has_the_words_of_the_kernel() -> None:
    assert of_sample(Sample(1.0, "pressure.memory", 30.0, "percent", 100.0)).fields == {
        "type": "pressure", "memory_some_avg10": 30.0,
    }  # fmt: skip


def test_a_stored_event_is_read_as_it_was_seen() -> None:
    (record,) = of_mapping(5.0, {"kind": "log.line", "severity": "error", "text": "boom", "attrs": {"file": "b.log"}})
    assert (record.fields["type"], record.fields["component"]) == ("error", "b.log")
