"""Figures that tell failures apart are kept; values beside them are not."""

import pytest

from console.text.figures import restored, telling, with_codes
from console.text.mask import failure_template, template


def both(line: str) -> tuple[str, str]:
    """The two lines that a line with a choice stands for."""
    head, _, rest = line.rpartition("{")
    choice, _, tail = rest.partition("}")
    one, _, other = choice.partition("|")
    return head + one + tail, head + other + tail


@pytest.mark.parametrize(
    "line",
    [
        "curl: (22) The requested URL returned error: {500|401}",
        "fatal: unable to access '/x': The requested URL returned error: {403|500}",
        'upstream answered "GET /a HTTP/1.1" {502|504} 17',
        "HTTP/2 {500|404}",
        "HTTP Error {404|503}: sorry",
        "HTTPError: {403|500} for url",
        "received unexpected HTTP status: {500|503} sorry",
        "Server returned HTTP response code: {503|401} for URL",
        "Request failed with status code {401|500}",
        "Failed to load resource: the server responded with a status of {404|500}",
        '{"level":"error","status":{500|404}}',
        "StatusCode: {403|404}, request id: 7",
        "The remote server returned an error: ({404|500})",
        "npm ERR! code E{404|401}",
        "npm error code E{404|401}",
        "Process completed with exit code {1|137}.",
        "error: script exited with status {2|127}",
        "subprocess returned non-zero exit status {1|2}",
        "The command returned a non-zero code: {127|1}",
        "container exited with code {137|1}",
        "Main process exited, code=exited, status={203|1}/FAILURE",
        "exit_code={1|2} after 17 s",
        "exit code: 0x{c0000005|c0000135}",
        "rsync error: some files could not be moved (code {23|12}) at main.c(1207)",
        "make: *** [Makefile:12: all] Error {1|127}",
        "child was killed by signal {9|11}",
        "[Errno {13|2}] cannot open 'a'",
        "cannot open a (os error {2|13})",
        "[WinError {5|32}] in use",
        "failed with error code {5|32}",
        "error[E{0308|0382}]: mismatch",
        "ERROR TS{2322|2345}: mismatch",
    ],
)
def test_another_figure_is_another_failure(line: str) -> None:
    one, other = both(line)
    assert failure_template(one) != failure_template(other)


@pytest.mark.parametrize(
    "line",
    [
        "Response of {200|512} bytes",
        "took {200|431} ms, status unknown",
        "process {1234|2345} exited",
        "exited: {12345|23456}",
        "status: {4711|4712}",
        "code=exited in {3|4} s",
        "10.0.0.1 signal lost at {7|8} m",
    ],
)
def test_values_are_masked(line: str) -> None:
    one, other = both(line)
    assert failure_template(one) == failure_template(other)


def test_only_codes_are_kept_where_nothing_failed() -> None:
    assert with_codes("exit code 1") == "exit code 1"
    assert with_codes("error[E0308]: x") != "error[E0308]: x"
    assert template("error[E0308]: exit code 1") == "error[E0308]: exit code <*>"


def test_what_is_kept_comes_back() -> None:
    line = "exit code 137, HTTP 500, error TS2322"
    assert telling(line) != line
    assert restored(telling(line)) == line


def test_long_lines_take_no_longer_than_their_length() -> None:
    for sign in ("HTTP ", "exit ", "status" + " " * 8, "signal=" * 2):
        assert restored(telling(sign * 50_000)) == sign * 50_000
