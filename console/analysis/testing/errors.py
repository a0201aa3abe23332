"""Why a report is not, or not wholly, what it should be."""


class ReportError(Exception):
    """The file is no report that is understood, or one that is refused; the message says why."""


class CutShortError(Exception):
    """The report ends, or breaks, before its end; what was read until then counts. The message says where."""
