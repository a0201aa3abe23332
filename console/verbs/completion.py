"""`kontrapunkt completion SHELL`: the script a shell sources to complete verbs and options."""

import click
from click.shell_completion import get_completion_class

SHELLS = {
    "bash": '~/.bashrc: eval "$(kontrapunkt completion bash)"',
    "zsh": '~/.zshrc: eval "$(kontrapunkt completion zsh)"',
    "fish": "~/.config/fish/completions/kontrapunkt.fish",
}


@click.command()
@click.argument("shell", type=click.Choice(list(SHELLS)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell (bash, zsh or fish) on standard output."""
    kind = get_completion_class(shell)
    if kind is None:
        raise click.ClickException(f"no completion is known for {shell}; known are {', '.join(SHELLS)}")
    root = ctx.find_root().command
    click.echo(kind(root, {}, "kontrapunkt", "_KONTRAPUNKT_COMPLETE").source())
