"""JUnit XML: the dialects, and what is wrong with them in the field."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.analysis.testing import reading
from console.analysis.testing.errors import ReportError
from console.model.testing import Case, Report, Verdict


def read(text: str | bytes, size: int = 1 << 16) -> Report:
    data = text if isinstance(text, bytes) else text.encode()
    return reading.read(data[at : at + size] for at in range(0, len(data), size))


def only(report: Report) -> Case:
    assert len(report.cases) == 1
    return report.cases[0]


def test_pytest_suites_with_failure_error_and_skip() -> None:
    report = read(
        """<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1">
        <testcase classname="tests.test_a" name="test_ok" time="0.004" />
        <testcase classname="tests.test_a" name="test_no" time="0.1">
        <failure message="assert 1 == 2">long</failure></testcase>
        <testcase classname="tests.test_a" name="test_up"><error message="failed on setup">x</error></testcase>
        <testcase classname="tests.test_a" name="test_s">
        <skipped type="pytest.skip" message="no gpu">x</skipped></testcase>
        </testsuite></testsuites>"""
    )
    assert [case.verdict.value for case in report.cases] == ["passed", "failed", "error", "skipped"]
    assert report.cases[1] == Case("tests.test_a", "test_no", Verdict.FAILED, 0.1, "assert 1 == 2")
    assert report.format == "junit"
    assert report.note == ""


def test_surefire_flaky_and_rerun_failures() -> None:
    report = read(
        """<testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" name="com.acme.ATest" time="1,234.5">
        <properties><property name="java.version" value="21"/></properties>
        <testcase name="once" classname="com.acme.ATest" time="1,002.25"><flakyFailure message="late">
            <stackTrace>at</stackTrace></flakyFailure></testcase>
        <testcase name="never" classname="com.acme.ATest"><failure message="no"/><rerunFailure message="no"/></testcase>
        </testsuite>"""
    )
    assert report.cases[0] == Case("com.acme.ATest", "once", Verdict.PASSED, 1002.25, "late", mixed=True)
    assert report.cases[1].verdict is Verdict.FAILED
    assert not report.cases[1].mixed


@pytest.mark.parametrize(
    ("attributes", "verdict"),
    [
        ('status="run" result="completed"', Verdict.PASSED),
        ('status="notrun" result="suppressed"', Verdict.SKIPPED),
        ('status="disabled"', Verdict.SKIPPED),
        ('status="fail"', Verdict.FAILED),
    ],
)
def test_what_attributes_say_counts_where_no_tag_does(attributes: str, verdict: Verdict) -> None:
    assert only(read(f'<testsuite name="s"><testcase name="t" {attributes}/></testsuite>')).verdict is verdict


def test_names_come_from_the_nearest_suite_where_the_case_has_no_class() -> None:
    report = read(
        '<testsuites><testsuite name="outer"><testsuite name="inner"><testcase name="a"/></testsuite>'
        '<testcase name="b"/></testsuite></testsuites>'
    )
    assert [(case.suite, case.name) for case in report.cases] == [("inner", "a"), ("outer", "b")]


def test_a_namespace_and_a_declaration_that_lies_are_no_hindrance() -> None:
    report = read(
        '\ufeff \n<?xml version="1.1" encoding="UTF-16"?>'
        '<t:testsuite xmlns:t="urn:j"><t:testcase name="é"/></t:testsuite>'
    )
    assert only(report).name == "é"


def test_latin_1_is_read_as_it_says() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?><testsuite><testcase name="caf\xe9"/></testsuite>'
    assert only(read(text.encode("latin-1"))).name == "café"


@pytest.mark.parametrize("bad", ["\x1b[31m", "&#27;", "&#x1B;", "\x00", "&#0;", "\ufffe"])
def test_characters_that_xml_forbids_break_nothing(bad: str) -> None:
    report = read(
        f'<testsuite><testcase name="a"><failure message="red{bad}"/></testcase><testcase name="b"/></testsuite>', 7
    )
    assert [case.name for case in report.cases] == ["a", "b"]
    assert "\x1b" not in report.cases[0].message
    assert report.note == ""


def test_half_a_character_breaks_nothing() -> None:
    assert only(read(b'<testsuite><testcase name="x\xc3"/></testsuite>')).name.startswith("x")


def test_what_was_read_of_a_truncated_file_is_kept_and_said() -> None:
    report = read('<testsuite><testcase name="a"/>\n<testcase name="b"/>\n<testcase name="c"><fail')
    assert [case.name for case in report.cases] == ["a", "b"]
    assert "line 3" in report.note


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE t [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><testsuite><testcase name="&b;"/></testsuite>'
    with pytest.raises(ReportError, match="entities"):
        read(bomb)
    with pytest.raises(ReportError, match="entities"):
        read('<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuite><testcase name="&x;"/></testsuite>')


@pytest.mark.parametrize("text", ["", "hello", "<html><body/></html>", '<coverage line-rate="1"/>', '{"a": 1}'])
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(ReportError):
        read(text)


def test_tags_without_end_are_bounded() -> None:
    report = read("<testsuite><testcase name='a'/>" + "<testsuite>" * 100_000)
    assert [case.name for case in report.cases] == ["a"]
    assert "nested" in report.note


def test_a_tag_without_end_is_given_up() -> None:
    report = read("<testsuite><testcase name='a'/><testcase name='" + "x" * 3_000_000)
    assert [case.name for case in report.cases] == ["a"]
    assert "has no end" in report.note


def test_the_same_test_told_twice_takes_the_worse_word_and_is_mixed() -> None:
    failed = '<testcase classname="A" name="t" time="1"><failure message="no"/></testcase>'
    report = read(f'<testsuite>{failed}<testcase classname="A" name="t" time="2"/></testsuite>')
    assert only(report) == Case("A", "t", Verdict.FAILED, 2.0, "no", mixed=True)


def test_secrets_in_messages_are_not_kept() -> None:
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    report = read(f'<testsuite><testcase name="t"><failure message="token {secret}"/></testcase></testsuite>')
    assert secret not in only(report).message


def test_a_message_without_attribute_is_the_first_line_of_the_text() -> None:
    report = read("<testsuite><testcase name='t'><failure>\n  Expected 1\n at x.js</failure></testcase></testsuite>")
    assert only(report).message == "Expected 1"


def test_an_error_of_the_suite_itself_is_a_case() -> None:
    report = read('<testsuite name="s"><error message="set-up died"/></testsuite>')
    assert only(report).verdict is Verdict.ERROR


@given(st.binary(max_size=400))
def test_no_bytes_do_harm(data: bytes) -> None:
    with suppress(ReportError):
        read(b"<testsuite><testcase name='a'>" + data, 13)


@given(st.integers(1, 40))
def test_where_blocks_end_changes_nothing(size: int) -> None:
    text = '<?xml version="1.0"?><testsuite name="s&#27;"><testcase name="é&amp;&#x1b;" time="1"/></testsuite>'
    assert read(text, size) == read(text)
