"""The verbs. Each lives in a module of its own that is imported only when it is asked for."""

import errno
import importlib
import os
import signal
import sys

import click

from console import __version__
from console.verbs.options import Options

VERBS = {
    "engine": ("console.verbs.engine", "engine", "Run, ask or stop the engine of this project."),
    "show": ("console.verbs.show", "show", "Print what a pane shows."),
    "dig": ("console.verbs.dig", "dig", "Fill the catalogue of failures from old logs and git history."),
    "run": ("console.verbs.run", "run", "Put a command into the queue."),
    "jobs": ("console.verbs.jobs", "jobs", "List the jobs."),
    "logs": ("console.verbs.jobs", "logs", "Print what a job has printed."),
    "retry": ("console.verbs.jobs", "retry", "Run a job once more, or all that failed."),
    "cancel": ("console.verbs.jobs", "cancel", "End a job."),
    "pause": ("console.verbs.jobs", "pause", "Hold a running job."),
    "resume": ("console.verbs.jobs", "resume", "Let a paused job go on."),
    "priority": ("console.verbs.jobs", "priority", "Give a job another priority."),
    "after": ("console.verbs.jobs", "after", "Have a job run after others."),
    "edit": ("console.verbs.jobs", "edit", "Give a waiting job another command."),
    "ci": ("console.verbs.ci", "ci", "Look at runs on CI servers, and run them again."),
    "tests": ("console.verbs.tests", "tests", "Say which tests fail, are flaky, or have become slow."),
    "cache": ("console.verbs.cache", "cache", "Say what caches save, and fill them."),
    "ci-report": ("console.verbs.ci_report", "ci_report", "Inside a CI job: report why it failed."),
    "checkpoint": ("console.verbs.checkpoint", "checkpoint", "Keep the work tree as it is."),
    "checkpoints": ("console.verbs.checkpoint", "checkpoints", "List the checkpoints."),
    "restore": ("console.verbs.checkpoint", "restore", "Go back to a checkpoint."),
    "plan": ("console.verbs.plan", "plan", "Say what is to be done, and how far it is."),
    "where": ("console.verbs.where", "where", "Pick up again: what was going on, and what comes next."),
    "report": ("console.verbs.report", "report", "Print the scoreboard of a day or a week."),
    "record": ("console.verbs.record", "record", "Write a recording of what was stored."),
    "replay": ("console.verbs.record", "replay", "Look at a recording."),
    "config": ("console.verbs.config", "config", "Make, check and show the configuration."),
    "doctor": ("console.verbs.doctor", "doctor", "Say what this terminal and machine can do."),
    "keys": ("console.verbs.keys", "keys", "List and check the key bindings."),
    "mine": ("console.verbs.mine", "mine", "Group the lines of log files by their kind."),
    "rootcause": ("console.verbs.rootcause", "rootcause", "Show where a failed run began to fail."),
    "classify": ("console.verbs.classify", "classify", "Say what kind of failure a file tells of."),
    "forecast": ("console.verbs.forecast", "forecast", "Say when a measured series meets its limit."),
    "similar": ("console.verbs.similar", "similar", "Find past failures that resemble some words."),
    "why": ("console.verbs.why", "why", "Say why something was decided."),
    "recall": ("console.verbs.why", "recall", "Find past decisions that resemble some words."),
    "breaker": ("console.verbs.breakers", "breaker", "Hold or reset what jobs depend on."),
    "fix": ("console.verbs.fix", "fix", "Suggest, or apply, what mends a failed command."),
    "autopilot": ("console.verbs.autopilot", "autopilot", "Mend what fails unasked, for a stretch of work."),
    "workaround": ("console.verbs.workarounds", "workaround", "Refuse what is done instead of what is broken."),
    "tsunami": ("console.verbs.tsunami", "tsunami", "Hold a failure drill in a scratch directory."),
    "rules": ("console.verbs.rules", "rules", "List and test the rules that look for patterns."),
    "completion": ("console.verbs.completion", "completion", "Print the shell's completion script."),
}


class LazyGroup(click.Group):
    """A group whose verbs are imported when they run; `--help` needs none of them."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The verbs in the order a newcomer needs them."""
        return list(VERBS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """Import one verb."""
        if name not in VERBS:
            return None
        module, attribute, _ = VERBS[name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs from the table, without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, words) for name, (_, _, words) in VERBS.items()])


def _project(given: str | None) -> str:
    """The named folder, else the git toplevel around the current one, else the current one."""
    folder = os.path.realpath(given or os.getcwd())
    if not os.path.isdir(folder):
        raise click.BadParameter(f"{given} is not a folder", param_hint="--project")
    probe = folder
    while given is None and os.path.dirname(probe) != probe:
        if os.path.exists(os.path.join(probe, ".git")):
            return probe
        probe = os.path.dirname(probe)
    return folder


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    subcommand_metavar="[VERB ...]",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="kontrapunkt")
@click.option("--project", metavar="DIR", help="The project; default: the git checkout around this folder.")
@click.option("--state", metavar="DIR", envvar="KONTRAPUNKT_STATE", help="The state directory.")
@click.option("--config", metavar="FILE", help="A configuration file instead of the project's and the user's.")
@click.option("--theme", metavar="T", help="The theme for this run.")
@click.option("--readonly", is_flag=True, help="Look, but change nothing.")
@click.option("--ascii", "ascii_", is_flag=True, help="Draw with ASCII signs only.")
@click.option("--max-kbps", type=click.FloatRange(min=0), metavar="N", help="Slow down above N kB/s to the terminal.")
@click.pass_context
def cli(
    ctx: click.Context,
    project: str | None,
    state: str | None,
    config: str | None,
    theme: str | None,
    readonly: bool,
    ascii_: bool,
    max_kbps: float | None,
) -> None:
    """A console for builds, tests, failures and the machine under them.

    Without a verb it opens on the current project.
    """
    ctx.obj = Options(_project(project), state, config, theme, readonly, ascii_, max_kbps)
    if ctx.invoked_subcommand is None:
        from console.verbs.open import open_console

        ctx.exit(open_console(ctx.obj))


def main() -> None:
    """Run the command line. When nobody reads what it prints any more it ends quietly, as if SIGPIPE had ended it."""
    printer = sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115 - `>&-` closed it; open to the end
    try:
        cli(prog_name="kontrapunkt")
    except SystemExit as end:
        if sys.stdout is not printer or not _flushed():  # click puts another in its place when a pipe breaks
            end.code = 128 + signal.SIGPIPE
        raise
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        click.echo(f"kontrapunkt: cannot write: {error.strerror}", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(1)


def _flushed() -> bool:
    """Whether what was printed arrived."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


if __name__ == "__main__":
    main()
