import pytest

from tests.analysis.faults import cases


@pytest.mark.parametrize("name", cases.NAMES)
def test_log_is_recognised(name):
    case = cases.load(name)
    report = cases.read(case)
    assert sorted(test.name for test in report.tests) == sorted(case.tests)
    if case.types is not None:
        assert cases.types_of(report) == case.types
    if case.faults is not None:
        assert len(report.faults) == case.faults, [fault.message for fault in report.faults]
    places = [f"{fault.where.file}:{fault.where.line}" for fault in report.faults if fault.where]
    for end in case.where:
        assert any(place.endswith(end) for place in places), places


@pytest.mark.parametrize("name", cases.NAMES)
def test_every_fault_lies_in_the_log(name):
    case = cases.load(name)
    report = cases.read(case)
    for fault in report.faults:
        assert 1 <= fault.first <= fault.headline <= fault.last <= len(case.lines), fault
    for told in (*report.tests, *report.tallies):
        assert 1 <= told.line <= len(case.lines)


@pytest.mark.parametrize(
    "prefix", ["2024-03-11T09:14:02.1234567Z ", "[2024-03-11T09:14:02.123Z] ", "web-1  | ", "#12 3.456 "]
)
@pytest.mark.parametrize("name", ["pytest-b", "go-b", "surefire-b", "rspec-b", "rust-b", "python-b", "mocha-b"])
def test_prefixes_of_ci_change_nothing(name, prefix):
    case = cases.load(name)
    plain, prefixed = cases.read(case), cases.recognise([prefix + line for line in case.lines])
    assert [test.name for test in prefixed.tests] == [test.name for test in plain.tests]
    assert [fault.headline for fault in prefixed.faults] == [fault.headline for fault in plain.faults]
