"""`kontrapunkt plan`: what a person is about, as goal, phases, tasks and steps."""

import os
import uuid
from collections.abc import Iterator

import click
import msgspec

from console.model.plan import Item
from console.verbs.asking import order
from console.verbs.options import Options
from console.verbs.safe import safe
from console.verbs.stored import read

MOST_BYTES = 512 * 1024


@click.group()
def plan() -> None:
    """Say what is to be done, and how far it is: a goal, its phases, their tasks and steps."""


@plan.command()
@click.argument("title", nargs=-1, required=True)
@click.option("--under", type=click.IntRange(0), help="The number of what it belongs to; 0 makes a goal.")
@click.pass_obj
def add(options: Options, title: tuple[str, ...], under: int | None) -> None:
    """Put something into the plan: a goal first, then below the goal that is open, or below --under."""
    above = _open_goal(_stored(options)) if under is None else under
    args = {"title": safe(" ".join(title)), "under": above, "token": uuid.uuid4().hex}
    outcome = order(options, "plan.add", args).outcome
    click.echo(outcome.split()[1])
    click.echo(outcome, err=True)


@plan.command()
@click.argument("item", type=click.IntRange(1))
@click.option("--undo", is_flag=True, help="It is not done after all.")
@click.pass_obj
def done(options: Options, item: int, undo: bool) -> None:
    """Mark something done, with all that lies below it."""
    click.echo(order(options, "plan.open" if undo else "plan.done", {"item": item}).outcome)


@plan.command()
@click.argument("item", type=click.IntRange(1))
@click.option("--job", type=click.IntRange(1), help="The number of a job.")
@click.option("--checkpoint", type=click.IntRange(1), help="The number of a checkpoint.")
@click.pass_obj
def attach(options: Options, item: int, job: int | None, checkpoint: int | None) -> None:
    """Say that a job or a checkpoint belongs to something in the plan."""
    if (job is None) is (checkpoint is None):
        raise click.UsageError("name either --job or --checkpoint")
    what = {"job": job} if job else {"checkpoint": checkpoint}
    click.echo(order(options, "plan.attach", {"item": item} | what).outcome)


@plan.command()
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.pass_obj
def show(options: Options, as_json: bool) -> None:
    """Show the plan with how far everything is; an arrow marks what comes next."""
    items = _stored(options)
    if not items and not as_json:
        click.echo("no plan; `kontrapunkt plan add TITLE` begins one, `plan import FILE.md` brings one", err=True)
    for line in _json_lines(items) if as_json else _lines(items):
        click.echo(line)


@plan.command("import")
@click.argument("file", type=click.Path())
@click.pass_obj
def import_(options: Options, file: str) -> None:
    """Bring the headings and check lists of a Markdown file; brought again, only what is new is added."""
    from console.actions.plan.markdown import outline

    found = outline(_text(file), os.path.basename(file))
    if not found.items:
        raise click.UsageError(f"{file} holds no heading and no check list (`- [ ] step`)")
    items = [msgspec.structs.replace(item, title=safe(item.title)) for item in found.items]
    click.echo(order(options, "plan.import", {"items": msgspec.to_builtins(items)}).outcome)
    if found.left_out:
        click.echo(f"{found.left_out} headings without a check list below them were left out", err=True)


def _text(file: str) -> str:
    """The text of a file. Raises UsageError, which is exit code 2."""
    try:
        with click.open_file(file, "rb") as opened:
            data: bytes = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}; name a Markdown file") from error
    if len(data) > MOST_BYTES:
        raise click.UsageError(f"{file} is larger than {MOST_BYTES >> 10} KiB; bring a part of it")
    return data.decode("utf-8", "replace")


def _stored(options: Options) -> tuple[Item, ...]:
    """The plan in the store; nothing where there is no store yet."""
    return read(options, lambda reader: reader.plan()) or ()


def _open_goal(items: tuple[Item, ...]) -> int:
    """The newest goal that is not done; 0 when a new one is needed."""
    from console.model.plantree import tree

    return next((node.item.id for node in reversed(tree(items)) if not node.done), 0)


def _lines(items: tuple[Item, ...]) -> Iterator[str]:
    from console.model.plantree import next_step, tree, walk
    from console.text.clean import clean

    step = next_step(items)
    for depth, node in walk(tree(items)):
        arrow = ">" if step and node.item.id == step.id else " "
        sign = "[x]" if node.done else "[ ]"
        far = f"  {node.finished}/{node.steps}" if node.below else ""
        yield f"{arrow}{node.item.id:>4}  {'  ' * depth}{sign} {clean(node.item.title)}{far}{_attached(node.item)}"


def _attached(item: Item) -> str:
    told = [f"job {number}" for number in item.jobs] + [f"checkpoint {number}" for number in item.checkpoints[-3:]]
    return f"  ({', '.join(told)})" if told else ""


def _json_lines(items: tuple[Item, ...]) -> Iterator[str]:
    from console.model.plantree import next_step, tree, walk
    from console.views.times import rfc3339

    step = next_step(items)
    for _, node in walk(tree(items)):
        item = node.item
        fields = {
            "id": item.id, "parent": item.parent or None, "level": item.level.value, "title": item.title,
            "done": node.done, "finished": node.finished, "steps": node.steps,
            "next": step is not None and step.id == item.id, "created": rfc3339(item.created),
            "jobs": item.jobs, "checkpoints": item.checkpoints,
        }  # fmt: skip
        yield msgspec.json.encode(fields).decode()
