"""`kontrapunkt config`: make, show, check and trust the configuration."""

import json
import os
import sys

import click

from console.config import Loaded, Trust, TrustError, load, project_file, user_file, values
from console.verbs.checks import checks
from console.verbs.options import Options


@click.group()
def config() -> None:
    """Make, show, check and trust the configuration.

    The project's kontrapunkt.toml wins over the user's config.toml, and that over the defaults, key by key.
    """


@config.command()
@click.option("--user", "target", flag_value="user", help="Write the user's file.")
@click.option("--project", "target", flag_value="project", default="project", help="Write the project's (default).")
@click.pass_obj
def init(options: Options, target: str) -> None:
    """Write a commented file with all keys and their defaults; a file that exists is never overwritten."""
    from console.config.words import sample

    path = user_file() if target == "user" else project_file(options.project)
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(path, "x", encoding="utf-8") as file:
            file.write(sample())
    except FileExistsError as error:
        raise click.ClickException(f"{path} exists already and stays as it is") from error
    except OSError as error:
        raise click.ClickException(f"cannot write {path}: {error.strerror}") from error
    click.echo(f"{path} written", err=True)


@config.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object: key to value and origin.")
@click.pass_obj
def show(options: Options, as_json: bool) -> None:
    """Print every key with the value in force and where it comes from; problems go to standard error."""
    loaded = _load(options)
    rows = {key: (value, _origin(key, loaded)) for key, value in values(loaded.settings).items()}
    if as_json:
        click.echo(json.dumps({key: {"value": value, "origin": origin} for key, (value, origin) in rows.items()}))
    else:
        from console.config.words import toml

        for key, (value, origin) in rows.items():
            click.echo(f"{key} = {toml(value)}  # {origin}")
    for problem in loaded.problems:
        click.echo(problem.text(), err=True)


@config.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a problem and line.")
@click.pass_obj
def check(options: Options, as_json: bool) -> None:
    """Print every problem as file:line: key: what is wrong; nearest valid word. Exit 2 when there is one."""
    loaded = _load(options)
    for problem in loaded.problems:
        if as_json:
            import msgspec

            click.echo(json.dumps(msgspec.to_builtins(problem)))
        else:
            click.echo(problem.text())
    if loaded.problems:
        sys.exit(2)
    click.echo("no problems", err=True)


@config.command()
def schema() -> None:
    """Print the JSON schema of the configuration, for editors."""
    from console.config import words

    click.echo(json.dumps(words.schema(), indent=2))


@config.command()
@click.pass_obj
def trust(options: Options) -> None:
    """Activate the keys of this project's file that reach outside the project, until the file changes."""
    from console.config.problem import Problem
    from console.config.source import read

    path = project_file(options.project)
    source = read(path)
    if source is None:
        raise click.ClickException(f"{path} does not exist")
    if isinstance(source, Problem):
        raise click.ClickException(source.text())
    held = [problem for problem in _load(options).problems if problem.kind == "untrusted"]
    try:
        Trust().record(source.path, source.digest)
    except TrustError as error:
        raise click.ClickException(str(error)) from error
    for problem in held:
        click.echo(f"now active: {problem.key} (line {problem.line})", err=True)
    click.echo(f"trusted: {source.name} as it is now (sha256 {source.digest})", err=True)


def _load(options: Options) -> Loaded:
    return load(options.project, explicit=options.config, checks=checks())


def _origin(key: str, loaded: Loaded) -> str:
    return loaded.origins.get(key, "default")
