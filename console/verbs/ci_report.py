"""`kontrapunkt ci-report`: inside a CI job, why it failed, as the job's summary."""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from console.analysis.ci_report import Finding
    from console.analysis.rootcause.logfile import LogFile

FORMATS = ("auto", "github", "gitlab", "plain")
COMMAND = "kontrapunkt.command"
TITLE = "Why this job failed"


class Reporting(click.Command):
    """A verb that takes files, or after `--` a command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the words behind the first `--` aside."""
        if "--" in args:
            place = args.index("--")
            ctx.meta[COMMAND] = args[place + 1 :]
            args = args[:place]
        return super().parse_args(ctx, args)


@click.command("ci-report", cls=Reporting, options_metavar="[OPTIONS]")
@click.option("--format", "form", type=click.Choice(FORMATS), default="auto", help="How to report; default: as CI is.")
@click.argument("files", nargs=-1, metavar="[FILE... | -- CMD...]")
@click.pass_context
def ci_report(ctx: click.Context, form: str, files: tuple[str, ...]) -> None:
    """Report why a CI job failed: root cause, logs with the same cause, failed and flaky tests, what may mend it.

    FILEs are logs of the job; `-- CMD...` runs a command instead, hands its output on, reports when it failed, and ends
    with its exit code. On GitHub the summary of the job is written too, on GitLab the report is a section of the log.
    Nothing of a log leaves its code block, and secrets are redacted. Exit 2 when a file cannot be read.
    """
    command = ctx.meta.get(COMMAND)
    if bool(files) == bool(command):
        raise click.UsageError("name log files, or a command after --")
    chosen = _format(form, os.environ)
    if command:
        sys.exit(_run(command, chosen))
    from console.analysis.ci_report import examine, together

    found = [examine(file, log.lines, log.skipped) for file, log in _logs(files)]
    _tell(together(one for one in found if one is not None), chosen)


def _run(command: Sequence[str], form: str) -> int:
    """Run the command and report when it failed; whatever becomes of the report, the exit code is the command's."""
    from console.verbs.streamed import Kept, stream

    kept = Kept()
    code = stream(command, kept)
    if code:
        try:
            _tell(_examined(command, kept.lines, kept.skipped), form)
        except Exception as error:  # noqa: BLE001 - a report that fails must not change how the job ends
            click.echo(f"kontrapunkt: no report: {error}", err=True)
    return code


def _examined(command: Sequence[str], raw: Sequence[bytes], skipped: int) -> "tuple[Finding, ...]":
    import shlex

    from console.analysis.ci_report import examine
    from console.text.clean import clean, clean_bytes
    from console.text.redact import redact_text

    name = redact_text(clean(shlex.join(command)))
    found = examine(name, [clean_bytes(line) for line in raw], skipped)
    return (found,) if found is not None else ()


def _logs(files: Sequence[str]) -> "list[tuple[str, LogFile]]":
    from console.analysis.rootcause.logfile import load
    from console.text.clean import clean

    logs = []
    for file in files:
        try:
            log = load("/dev/stdin" if file == "-" else file)
        except OSError as error:
            raise click.UsageError(f"cannot read {file}: {error.strerror or error}; name a readable log") from error
        if log.note:
            click.echo(f"{file}: {log.note}", err=True)
        logs.append((clean(file), log))
    return logs


def _format(wanted: str, env: Mapping[str, str]) -> str:
    """The format that is meant: by the variables that the runners set."""
    if wanted != "auto":
        return wanted
    known = (("GITHUB_ACTIONS", "github"), ("GITLAB_CI", "gitlab"))
    return next((form for name, form in known if env.get(name)), "plain")


def _tell(findings: "Sequence[Finding]", form: str) -> None:
    """Print the report, and write GitHub's summary where there is one."""
    from console.analysis.ci_summary import markdown, plain

    summary = os.environ.get("GITHUB_STEP_SUMMARY", "") if form == "github" else ""
    if form == "github" and not _written(summary, markdown(findings, TITLE)):
        click.echo(markdown(findings, TITLE), nl=False)
        return
    lines = list(plain(findings, TITLE))
    if form == "gitlab":
        now = int(time.time())
        lines[0] = f"\x1b[0Ksection_start:{now}:kontrapunkt\r\x1b[0K{lines[0]}"
        lines.append(f"\x1b[0Ksection_end:{now}:kontrapunkt\r\x1b[0K")
    click.echo("\n".join(lines), color=True)


def _written(path: str, words: str) -> bool:
    """Whether the job's summary took the report."""
    if not path:
        return False
    try:
        with open(path, "a", encoding="utf-8") as file:
            file.write(words)
    except OSError as error:
        click.echo(f"kontrapunkt: {path}: {error.strerror}; the report is printed instead", err=True)
        return False
    return True
