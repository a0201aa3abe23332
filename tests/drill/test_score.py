"""The figures: what counts as noticed, categorised, grouped, located and mended."""

import json

import msgspec

from console.drill import report
from console.drill.drill import Outcome
from console.drill.finding import Finding, Times
from console.drill.kind import Kind, Run
from console.drill.mend import Mending
from console.drill.score import Share, score, together
from console.model.failure import Category
from console.model.job import JobState


def finding(job: int, name: str = "a", cause: int = 1, **changes: object) -> Finding:
    kind = Kind(category=Category.BUILD, cause="boom", run="false", name=name, fix=("true",), verify="true")
    given = {
        "state": JobState.FAILED, "times": Times(over=10.0, noticed=10.5, understood=12.0), "cluster": cause,
        "cause": cause, "category": Category.BUILD, "told": ("it went boom",),
    } | changes  # fmt: skip
    return Finding(run=Run(kind=kind, wave=1, copy=1, folder="/", argv=("false",)), job=job, **given)


def unnoticed(job: int, name: str = "a") -> Finding:
    return finding(job, name, cause=0, category=Category.UNKNOWN, told=(), times=Times(over=10.0))


def test_all_right():
    one = finding(1)
    judged = score([one], [Mending(finding=one, right=True, verified=True)])
    shares = (judged.noticed, judged.categorised, judged.grouped, judged.located, judged.suggested, judged.mended)
    assert set(shares) == {Share(1, 1)}
    assert (judged.notice.middle, judged.understanding.longest) == (0.5, 2.0)


def test_what_was_not_noticed_counts_against_everything():
    judged = score([finding(1), unnoticed(2, "b")], [])
    assert judged.noticed == judged.categorised == judged.grouped == judged.located == Share(1, 2)


def test_the_wrong_category_and_another_line_are_wrong():
    judged = score([finding(1, category=Category.TEST, told=("all quiet",))], [])
    assert (judged.categorised, judged.located) == (Share(0, 1), Share(0, 1))


def test_two_kinds_in_one_cluster_are_both_grouped_wrong():
    assert together([finding(1, "a", 7), finding(2, "b", 7), finding(3, "c", 8)]) == {3}


def test_one_kind_in_two_clusters_is_grouped_wrong_unless_they_share_a_cause():
    assert together([finding(1, "a", 7), finding(2, "a", 8)]) == frozenset()
    assert together([finding(1, "a", 7), finding(2, "a", 7, cluster=8)]) == {1, 2}


def test_flaws_are_named():
    one = finding(1, category=Category.TEST, told=(), state=JobState.PASSED)
    found = report.flaws(one, grouped=False, mending=Mending(finding=one, words="nothing is suggested"))
    assert found == [
        "it passed, and should have failed", "it is build", "grouped with others, or apart from its like",
        "cause not told (boom)", "not mended: nothing is suggested",
    ]  # fmt: skip
    assert report.flaws(unnoticed(1), grouped=False, mending=None) == ["not noticed"]
    assert report.flaws(finding(1), grouped=True, mending=None) == []


def test_rows_and_figures_are_json_and_lines_are_lines():
    outcome = Outcome(findings=(finding(1), unnoticed(2, "b")))
    rows = [json.loads(msgspec.json.encode(row)) for row in report.rows(outcome)]
    assert [(row["kind"], row["noticed"], row["notice_s"]) for row in rows] == [("a", True, 0.5), ("b", False, None)]
    figures = json.loads(msgspec.json.encode(report.figures(score(outcome.findings, ()))))
    assert figures["score"]["noticed"] == {"n": 1, "of": 2, "share": 0.5}
    assert ["not noticed" in line for line in report.lines(outcome)] == [False, True]
    assert any("noticed" in line and "50.0%" in line for line in report.table(score(outcome.findings, ())))
