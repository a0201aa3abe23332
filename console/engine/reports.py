"""Reading test reports for the collector: the parsers are imported when there is something to read."""

from console.model.testing import Report


def report(path: str) -> Report:
    """What a file tells; one that is no report has no format, and says why. Raises OSError."""
    from console.analysis.testing import reading
    from console.analysis.testing.errors import ReportError

    try:
        return reading.read_file(path)
    except ReportError as error:
        return Report(format="", note=str(error))
